using System.Security.Cryptography;
using System.Text;
using Settlement.Domain.Currencies;
using Settlement.Domain.Windows;

namespace Settlement.Api.Demo;

/// <summary>The day as it ended.</summary>
/// <param name="Windows">The reported ones, by id.</param>
/// <param name="CostMinor">Of the netted windows' plans, minor units of <paramref name="CostCurrency"/>.</param>
/// <param name="RtgsWires">Confirmed wires of RTGS rounds.</param>
internal sealed record DayOutcome(
    IReadOnlyList<TransactionBody> Transactions, IReadOnlyList<WindowBody> Windows, IReadOnlyList<ReportBody> Reports, VerdictBody Ledger,
    long CostMinor, long NaiveCostMinor, string CostCurrency, long RtgsWires, IReadOnlyDictionary<string, bool> Invariants)
{
    public bool Holds => Invariants.Values.All(holds => holds);

    /// <summary>Of the netted windows, from their reports.</summary>
    public int Wires => Reports.Sum(report => report.Currencies.Sum(currency => currency.Wires));

    /// <summary>What the same payments would have taken one by one: a wire per payment and leg.</summary>
    public int WiresGross => Transactions
        .Where(transaction => transaction.Status == "settled" && transaction.WindowId != WindowId.Rtgs)
        .Sum(transaction => transaction.SourceCurrency == transaction.DestinationCurrency ? 1 : 2);

    public int Count(string status) => Transactions.Count(transaction => transaction.Status == status);

    /// <summary>Sum over the reports per currency, minor units, in order of code.</summary>
    public SortedDictionary<string, long> PerCurrency(Func<ReportCurrency, string> amount)
    {
        var sums = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var currency in Reports.SelectMany(report => report.Currencies))
        {
            sums[currency.Currency] = sums.GetValueOrDefault(currency.Currency) + Minor(amount(currency), currency.Currency);
        }

        return sums;
    }

    /// <summary>Over the plans' hashes of the netted windows, by window id. RTGS rounds are left out: who meets in one depends on the moment.</summary>
    public string PlanHash() => Hash(Windows.Where(window => window.PlanHash is not null).Select(window => $"{window.WindowId} {window.PlanHash}"));

    /// <summary>Over the window that finally took each accepted payment, by transaction id.</summary>
    public string MembershipHash() => Hash(Transactions.Select(transaction => $"{transaction.TransactionId} {transaction.WindowId}").Order(StringComparer.Ordinal));

    /// <summary>Minor units of an amount as the API writes it.</summary>
    public static long Minor(string amount, string currency) => Money.TryParse(amount, Currency.Get(currency), out var money, out var problem)
        ? money.Minor
        : throw new FormatException($"'{amount}' is not an amount of {currency}: {problem}");

    private static string Hash(IEnumerable<string> lines) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")))));
}
