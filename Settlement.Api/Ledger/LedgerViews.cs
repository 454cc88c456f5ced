using Settlement.Domain.Currencies;
using Settlement.Domain.Ledger;
using Settlement.Engine.Ledger;

namespace Settlement.Api.Ledger;

/// <summary>A journal entry with its postings.</summary>
/// <param name="Hash">SHA-256 of the entry, lower-case hex.</param>
/// <param name="Reason">An operator's reason; only of a funding.</param>
public sealed record LedgerEntryView(
    long Position, string Key, EntryKind Kind, string Reference, long Block, DateTimeOffset At, string Hash, string? Reason, IReadOnlyList<PostingView> Postings)
{
    internal static LedgerEntryView Of(PostedEntry entry) => new(
        entry.Position, entry.Key, entry.Kind, entry.Reference, entry.Block, entry.At, entry.Hash, entry.Reason, [.. entry.Postings.Select(PostingView.Of)]);
}

/// <param name="Amount">In units of the currency; positive credits the account's owner, negative debits.</param>
public sealed record PostingView(string Account, string Currency, string Amount)
{
    internal static PostingView Of(Posting posting) =>
        new(posting.Account, posting.Currency, Money.Format(posting.AmountMinor, Domain.Currencies.Currency.Get(posting.Currency)));
}

/// <param name="Participant">Owner of a settlement or position account; null for the system's own.</param>
/// <param name="Balance">In units of the currency.</param>
public sealed record BalanceView(string Account, string? Participant, string Currency, string Balance)
{
    internal static BalanceView Of(AccountBalance balance) => new(
        balance.Account, LedgerAccounts.ParticipantOf(balance.Account), balance.Currency,
        Money.Format(balance.BalanceMinor, Domain.Currencies.Currency.Get(balance.Currency)));
}

/// <param name="Head">Hash of the last block verified.</param>
/// <param name="Fault">The first bad row; null when the ledger is in order.</param>
public sealed record VerdictView(bool Ok, long Entries, long Blocks, string Head, LedgerFault? Fault)
{
    internal static VerdictView Of(LedgerVerdict verdict) => new(verdict.IsOk, verdict.Entries, verdict.Blocks, verdict.Head, verdict.Fault);
}
