namespace Settlement.Engine.ReadModel;

/// <summary>A payment as the intake log holds it.</summary>
public sealed class IntakeRow
{
    public long Position { get; init; }

    public string? TransactionId { get; init; }

    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The request as it came.</summary>
    public string? Body { get; init; }
}
