namespace Settlement.Engine.Intake;

/// <summary>
/// What stands in the log under the ids and keys of a group, of which some was appended by the group itself. Decides for each payment
/// of the group, in order, whether it is the one that was appended or what it collides with.
/// </summary>
/// <param name="appended">Positions that the group appended.</param>
internal sealed class StandingEntries(HashSet<long> appended)
{
    private readonly Dictionary<string, StandingEntry> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StandingEntry> _byTransaction = new(StringComparer.Ordinal);

    public void Add(StandingEntry entry)
    {
        _byKey[entry.IdempotencyKey] = entry;
        _byTransaction[entry.TransactionId] = entry;
    }

    /// <summary>The key decides before the id: a client that repeats its key is told about its key.</summary>
    public AppendResult Resolve(IntakeRecord record)
    {
        if (_byKey.TryGetValue(record.Payment.IdempotencyKey, out var entry))
        {
            var isSame = entry.Fingerprint.AsSpan().SequenceEqual(record.Fingerprint);

            // The first of several equal ones in the group is the one that was appended.
            var outcome = !isSame ? AppendOutcome.KeyReused : appended.Remove(entry.Position) ? AppendOutcome.Accepted : AppendOutcome.Duplicate;
            return entry.ToResult(outcome);
        }

        return _byTransaction.TryGetValue(record.Payment.TransactionId, out entry)
            ? entry.ToResult(AppendOutcome.TransactionExists)
            : throw new InvalidOperationException("A payment was left out of the log though nothing stands under its id or key.");
    }
}
