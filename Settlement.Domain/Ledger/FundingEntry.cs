namespace Settlement.Domain.Ledger;

/// <summary>Builds the entry by which a participant's prefunding comes in from the outside, or goes back to it.</summary>
public static class FundingEntry
{
    /// <summary>Key of the entry: one funding per participant, currency and reference, for ever.</summary>
    public static string Key(string participant, string currency, string reference) => $"funding:{participant}:{currency}:{reference}";

    /// <param name="amountMinor">Minor units; positive funds the participant, negative pays its money back. Not zero.</param>
    /// <param name="reference">The funder's own reference; one reference may fund several currencies.</param>
    /// <exception cref="ArgumentException">The amount is zero.</exception>
    public static JournalEntry For(string participant, string currency, long amountMinor, string reference) =>
        JournalEntry.Balanced(
            Key(participant, currency, reference), EntryKind.Funding, reference,
            new Posting(LedgerAccounts.Funding, currency, checked(-amountMinor)),
            new Posting(LedgerAccounts.Settlement(participant), currency, amountMinor));
}
