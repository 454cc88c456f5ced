namespace Settlement.Engine.Intake;

/// <summary>A payment of the log, as far as a later one with its id or key needs it.</summary>
internal sealed record StandingEntry(long Position, DateTimeOffset ReceivedAt, string TransactionId, string IdempotencyKey, byte[] Fingerprint)
{
    public AppendResult ToResult(AppendOutcome outcome) => new(outcome, Position, TransactionId, ReceivedAt);
}
