using System.Collections.Concurrent;

namespace Settlement.Engine.Intake;

/// <summary>
/// The latest idempotency keys of this process and what stands under them: a client that repeats itself usually does it soon, and costs no
/// round trip then. Two generations of half the capacity each; the older is dropped whole, so the bound holds without bookkeeping per use.
/// The log never changes, so what is remembered is never wrong, and what is forgotten the database knows.
/// </summary>
internal sealed class RecentKeys(int capacity)
{
    private readonly int _half = capacity / 2;
    private ConcurrentDictionary<string, StandingEntry> _young = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, StandingEntry> _old = new(StringComparer.Ordinal);
    private int _youngCount;

    /// <summary>Called by the appender alone.</summary>
    public void Add(IntakeRecord record, AppendResult result)
    {
        if (_half == 0)
        {
            return;
        }

        if (_youngCount >= _half)
        {
            _old = _young;
            _young = new(StringComparer.Ordinal);
            _youngCount = 0;
        }

        _young[record.Payment.IdempotencyKey] =
            new StandingEntry(result.Position, result.ReceivedAt, result.TransactionId, record.Payment.IdempotencyKey, record.Fingerprint);
        _youngCount++;
    }

    /// <summary>What the record's key stands for; null when it is not remembered.</summary>
    public AppendResult? Find(IntakeRecord record)
    {
        var key = record.Payment.IdempotencyKey;
        if (!Volatile.Read(ref _young).TryGetValue(key, out var entry) && !Volatile.Read(ref _old).TryGetValue(key, out entry))
        {
            return null;
        }

        return entry.ToResult(entry.Fingerprint.AsSpan().SequenceEqual(record.Fingerprint) ? AppendOutcome.Duplicate : AppendOutcome.KeyReused);
    }
}
