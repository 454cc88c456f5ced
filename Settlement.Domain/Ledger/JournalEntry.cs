namespace Settlement.Domain.Ledger;

/// <summary>What an entry records.</summary>
public enum EntryKind
{
    /// <summary>Prefunding paid in from, or back to, the outside.</summary>
    Funding,

    /// <summary>One payment: moves the two participants' positions.</summary>
    Payment,

    /// <summary>One confirmed wire: moves settlement balances against positions.</summary>
    Wire,

    /// <summary>The market trade of a residual, its cost and the rounding remainder.</summary>
    Fx,

    /// <summary>Undoes an earlier entry.</summary>
    Reversal,
}

/// <summary>One line: a signed amount, minor units, on one account. Positive credits the account's owner, negative debits.</summary>
public readonly record struct Posting(string Account, string Currency, long AmountMinor);

/// <summary>
/// A balanced journal entry: its postings sum to zero in each currency, and it has at least two. It cannot be built otherwise.
/// </summary>
public sealed record JournalEntry
{
    private JournalEntry(string key, EntryKind kind, string reference, IReadOnlyList<Posting> postings)
    {
        Key = key;
        Kind = kind;
        Reference = reference;
        Postings = postings;
    }

    /// <summary>Idempotency key, unique in the ledger: posting the same key again changes nothing.</summary>
    public string Key { get; }

    public EntryKind Kind { get; }

    /// <summary>What it belongs to: a batch id, or a funding's reference.</summary>
    public string Reference { get; }

    public IReadOnlyList<Posting> Postings { get; }

    /// <exception cref="ArgumentException">The postings do not balance, are fewer than two, or one is zero.</exception>
    public static JournalEntry Balanced(string key, EntryKind kind, string reference, params IReadOnlyList<Posting> postings)
    {
        if (postings.Count < 2)
        {
            throw new ArgumentException($"entry {key} has {postings.Count} postings; a journal entry has at least two", nameof(postings));
        }

        var sums = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var posting in postings)
        {
            if (posting.AmountMinor == 0)
            {
                throw new ArgumentException($"entry {key} posts zero to {posting.Account}", nameof(postings));
            }

            sums[posting.Currency] = checked(sums.GetValueOrDefault(posting.Currency) + posting.AmountMinor);
        }

        foreach (var (currency, sum) in sums)
        {
            if (sum != 0)
            {
                throw new ArgumentException($"entry {key} does not balance: {currency} sums to {sum}", nameof(postings));
            }
        }

        return new JournalEntry(key, kind, reference, postings);
    }
}
