namespace Settlement.Engine.ReadModel;

/// <summary>A batch saga as its table holds it. Costs are minor units of the cost model's currency.</summary>
public sealed class BatchRow
{
    public Guid Id { get; init; }

    public string State { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public string BatchId { get; init; } = "";

    public string WindowId { get; init; } = "";

    public int Round { get; init; }

    public string PlanHash { get; init; } = "";

    public int Transactions { get; init; }

    public long CostMinor { get; init; }

    public long NaiveCostMinor { get; init; }

    public int? Wires { get; init; }

    public string? ConfirmedBy { get; init; }

    public string? ConfirmReason { get; init; }

    public string? Reason { get; init; }

    public long? LedgerEntry { get; init; }

    public bool IsOpen { get; init; }
}
