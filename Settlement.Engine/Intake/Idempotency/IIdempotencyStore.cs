namespace Settlement.Engine.Intake.Idempotency;

/// <summary>
/// Remembers, for all processes, which idempotency keys and transaction ids were used. It makes answers exact and quick; what a payment's effect is the unique
/// indexes of the database decide, also when this store is away or has forgotten. No member throws for an outage.
/// </summary>
public interface IIdempotencyStore
{
    /// <summary>Claims the record's key and id in one step, or says what stands there.</summary>
    ValueTask<IdempotencyClaim> ClaimAsync(IntakeRecord record, CancellationToken cancellationToken);

    /// <summary>Stores the answer with the claim: from now on the same request is told it without being appended.</summary>
    ValueTask CompleteAsync(IntakeRecord record, AppendResult result, CancellationToken cancellationToken);

    /// <summary>Gives up the record's own claim, whose key or id turned out to be another payment's; a completed one stands.</summary>
    ValueTask ReleaseAsync(IntakeRecord record, CancellationToken cancellationToken);

    /// <summary>What is known of a transaction that may not have reached the database yet; null when nothing is. Its position is 0 while it has none.</summary>
    ValueTask<AppendResult?> FindAsync(string transactionId, CancellationToken cancellationToken);
}
