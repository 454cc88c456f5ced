namespace Settlement.Engine.Intake.Idempotency;

/// <summary>What stands under the keys and ids of a group; what was added first goes before what came later. The key decides before the id.</summary>
internal sealed class StandingClaims
{
    private readonly Dictionary<string, Standing> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Standing> _byTransaction = new(StringComparer.Ordinal);

    /// <param name="position">0 while there is no answer.</param>
    public void Add(string key, string transactionId, byte[] fingerprint, long position, DateTimeOffset receivedAt)
    {
        var standing = new Standing(transactionId, fingerprint, position, receivedAt);
        _byKey.TryAdd(key, standing);
        _byTransaction.TryAdd(transactionId, standing);
    }

    public IdempotencyClaim Judge(IntakeRecord record)
    {
        if (_byKey.TryGetValue(record.Payment.IdempotencyKey, out var standing))
        {
            if (!standing.Fingerprint.AsSpan().SequenceEqual(record.Fingerprint))
            {
                return standing.Tell(AppendOutcome.KeyReused);
            }

            return standing.Position == 0 ? IdempotencyClaim.Pending : standing.Tell(AppendOutcome.Duplicate);
        }

        // Nothing at all: claimed and given up by another process between the two statements.
        return _byTransaction.TryGetValue(record.Payment.TransactionId, out standing) ? standing.Tell(AppendOutcome.TransactionExists) : IdempotencyClaim.Unknown;
    }

    private sealed record Standing(string TransactionId, byte[] Fingerprint, long Position, DateTimeOffset ReceivedAt)
    {
        public IdempotencyClaim Tell(AppendOutcome outcome) => IdempotencyClaim.Known(new AppendResult(outcome, Position, TransactionId, ReceivedAt));
    }
}
