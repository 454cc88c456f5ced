namespace Settlement.Engine.ReadModel;

/// <summary>A transaction saga as its table holds it. Amounts are minor units.</summary>
public sealed class TransactionRow
{
    public Guid Id { get; init; }

    public int Version { get; init; }

    public string State { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public string TransactionId { get; init; } = "";

    public long Position { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }

    public string Kind { get; init; } = "";

    public string SourceParticipant { get; init; } = "";

    public string CounterpartyId { get; init; } = "";

    public string SourceAccount { get; init; } = "";

    public string DestinationAccount { get; init; } = "";

    public string SourceCurrency { get; init; } = "";

    public string DestinationCurrency { get; init; } = "";

    public long AmountMinor { get; init; }

    public string WindowId { get; init; } = "";

    public long? DestinationMinor { get; init; }

    public decimal? Rate { get; init; }

    public string? BatchId { get; init; }

    public string? ReasonCode { get; init; }

    /// <summary>JSON of a <see cref="Domain.Batches.Deferral"/>.</summary>
    public string? Deferral { get; init; }

    public int Deferrals { get; init; }

    public long? LedgerEntry { get; init; }

    public bool IsOpen { get; init; }
}
