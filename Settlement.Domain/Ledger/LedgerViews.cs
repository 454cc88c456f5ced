namespace Settlement.Domain.Ledger;

/// <summary>A journal entry with its postings.</summary>
/// <param name="Hash">SHA-256 of the entry, lower-case hex.</param>
/// <param name="Reason">An operator's reason; only of a funding.</param>
public sealed record LedgerEntryView(
    long Position, string Key, EntryKind Kind, string Reference, long Block, DateTimeOffset At, string Hash, string? Reason, IReadOnlyList<PostingView> Postings);

/// <param name="Amount">In units of the currency; positive credits the account's owner, negative debits.</param>
public sealed record PostingView(string Account, string Currency, string Amount);

/// <param name="Participant">Owner of a settlement or position account; null for the system's own.</param>
/// <param name="Balance">In units of the currency.</param>
public sealed record BalanceView(string Account, string? Participant, string Currency, string Balance);
