using Settlement.Domain.Ledger;

namespace Settlement.Engine.Ledger;

/// <summary>
/// The next block while it is being made, under the lock of the head: takes posts one by one, each as a whole or not at all. No I/O.
/// </summary>
/// <param name="standing">Entries of the ledger whose keys the posts name.</param>
/// <param name="balances">Balances of the accounts that the posts touch.</param>
internal sealed class BlockDraft(
    LedgerHead head, Dictionary<string, StandingEntry> standing, Dictionary<(string Account, string Currency), long> balances, bool allowOverdraft)
{
    private readonly List<JournalEntry> _entries = [];
    private readonly Dictionary<(string Account, string Currency), (long DeltaMinor, long Position)> _changes = [];

    /// <summary>What the block appends, in the order of positions; the first stands after the head's.</summary>
    public IReadOnlyList<JournalEntry> Entries => _entries;

    /// <summary>What the block adds to each account it touches, and the position of the last entry that does.</summary>
    public IReadOnlyDictionary<(string Account, string Currency), (long DeltaMinor, long Position)> Changes => _changes;

    public LedgerHead Head => head;

    /// <summary>Adds a post, or says why it conflicts and leaves the draft as it was.</summary>
    /// <param name="positions">The entries' positions, in the order given.</param>
    /// <param name="appended">How many of them were not in the ledger before.</param>
    public LedgerConflictException? TryAdd(IReadOnlyList<JournalEntry> post, out long[] positions, out int appended)
    {
        positions = new long[post.Count];
        appended = 0;
        var added = new Dictionary<string, StandingEntry>(StringComparer.Ordinal);
        var changes = new Dictionary<(string Account, string Currency), (long DeltaMinor, long Position)>();
        var fresh = new List<JournalEntry>(post.Count);
        for (var i = 0; i < post.Count; i++)
        {
            var entry = post[i];
            if (standing.TryGetValue(entry.Key, out var known) || added.TryGetValue(entry.Key, out known))
            {
                if (!known.Says(entry))
                {
                    return new LedgerConflictException(
                        LedgerConflict.KeyReused, $"entry {entry.Key} stands in the ledger at position {known.Position} with other postings");
                }

                positions[i] = known.Position;
                continue;
            }

            var position = head.Position + _entries.Count + fresh.Count + 1;
            positions[i] = position;
            fresh.Add(entry);
            added.Add(entry.Key, new StandingEntry(position, entry.Kind.ToString(), entry.Reference, entry.Postings));
            foreach (var posting in entry.Postings)
            {
                var account = (posting.Account, posting.Currency);
                changes[account] = (checked(changes.GetValueOrDefault(account).DeltaMinor + posting.AmountMinor), position);
            }
        }

        if (Overdraft(changes) is { } overdraft)
        {
            return overdraft;
        }

        // Every sum that may overflow is made before the draft changes.
        var merged = changes.ToDictionary(
            change => change.Key, change => (checked(_changes.GetValueOrDefault(change.Key).DeltaMinor + change.Value.DeltaMinor), change.Value.Position));
        foreach (var (account, change) in merged)
        {
            _changes[account] = change;
        }

        foreach (var (key, entry) in added)
        {
            standing.Add(key, entry);
        }

        appended = fresh.Count;
        _entries.AddRange(fresh);
        return null;
    }

    /// <summary>A post counts by what it leaves behind; within it an account may pass below zero and come back.</summary>
    private LedgerConflictException? Overdraft(Dictionary<(string Account, string Currency), (long DeltaMinor, long Position)> changes)
    {
        foreach (var (account, (delta, _)) in changes)
        {
            var before = checked(balances.GetValueOrDefault(account) + _changes.GetValueOrDefault(account).DeltaMinor);
            var after = checked(before + delta);
            if (!allowOverdraft && delta < 0 && after < 0 && LedgerAccounts.IsSettlement(account.Account))
            {
                return new LedgerConflictException(
                    LedgerConflict.Overdraft,
                    $"{account.Account} holds {before} minor units of {account.Currency}; taking {-delta} would leave it {-after} below zero");
            }
        }

        return null;
    }
}
