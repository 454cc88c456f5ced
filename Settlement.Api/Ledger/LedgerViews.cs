using Settlement.Domain.Currencies;
using Settlement.Domain.Ledger;
using Settlement.Engine.Ledger;

namespace Settlement.Api.Ledger;

/// <summary>Makes views of what the ledger holds.</summary>
internal static class LedgerViews
{
    extension(LedgerEntryView)
    {
        internal static LedgerEntryView Of(PostedEntry entry) => new(
            entry.Position, entry.Key, entry.Kind, entry.Reference, entry.Block, entry.At, entry.Hash, entry.Reason, [.. entry.Postings.Select(PostingView.Of)]);
    }

    extension(PostingView)
    {
        internal static PostingView Of(Posting posting) =>
            new(posting.Account, posting.Currency, Money.Format(posting.AmountMinor, Currency.Get(posting.Currency)));
    }

    extension(BalanceView)
    {
        internal static BalanceView Of(AccountBalance balance) => new(
            balance.Account, LedgerAccounts.ParticipantOf(balance.Account), balance.Currency,
            Money.Format(balance.BalanceMinor, Currency.Get(balance.Currency)));
    }
}
