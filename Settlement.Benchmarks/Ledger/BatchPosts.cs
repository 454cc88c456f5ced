using System.Globalization;
using Settlement.Domain.Ledger;

namespace Settlement.Benchmarks.Ledger;

/// <summary>What the ledger stage posts for settled batches: an entry per payment, then one per net wire, two postings each.</summary>
internal static class BatchPosts
{
    private const int Banks = 16;
    private const int WireMinor = 1_000;

    private static readonly string[] Currencies = ["CHF", "EUR", "GBP", "JPY", "USD"];

    public static int PostingsPerBatch(int payments) => 2 * (payments + (Banks * Currencies.Length));

    /// <summary>Prefunding that covers every wire of the run.</summary>
    public static IReadOnlyList<JournalEntry> Funding() =>
    [
        .. from bank in Enumerable.Range(0, Banks)
           from currency in Currencies
           select FundingEntry.For(Bank(bank), currency, 1_000_000_000_000, "bench"),
    ];

    public static IReadOnlyList<JournalEntry> Batch(string id, int payments)
    {
        var entries = new List<JournalEntry>(payments + (Banks * Currencies.Length));
        for (var i = 0; i < payments; i++)
        {
            var (from, to, currency) = (Bank(i % Banks), Bank((i + 1 + (i % (Banks - 1))) % Banks), Currencies[i % Currencies.Length]);
            entries.Add(JournalEntry.Balanced(
                Key("payment", id, i), EntryKind.Payment, id,
                new Posting(LedgerAccounts.Position(from), currency, -(i + 1)), new Posting(LedgerAccounts.Position(to), currency, i + 1)));
        }

        for (var i = 0; i < Banks * Currencies.Length; i++)
        {
            var (bank, currency, minor) = (Bank(i / Currencies.Length), Currencies[i % Currencies.Length], (i / Currencies.Length) % 2 == 0 ? WireMinor : -WireMinor);
            entries.Add(JournalEntry.Balanced(
                Key("wire", id, i), EntryKind.Wire, id,
                new Posting(LedgerAccounts.Settlement(bank), currency, -minor), new Posting(LedgerAccounts.Position(bank), currency, minor)));
        }

        return entries;
    }

    private static string Bank(int number) => string.Create(CultureInfo.InvariantCulture, $"bank_{number:00}");

    private static string Key(string kind, string batch, int number) => string.Create(CultureInfo.InvariantCulture, $"{kind}:{batch}_{number}");
}
