using System.Globalization;
using Settlement.Domain.Batches;
using Settlement.Domain.Fx;

namespace Settlement.Optimization.Workloads;

/// <summary>Gathers a workload's payments and gives its banks liquidity in proportion to them. Values are US cents, turned into each
/// payment's currency at mid.</summary>
internal sealed class WorkloadBuilder(string name, ulong seed, FxRates rates)
{
    private readonly List<Candidate> payments = [];
    private readonly List<BilateralLimit> limits = [];
    private readonly Dictionary<(string Participant, string Currency), long> debits = [];
    private readonly Dictionary<(string Participant, string Currency), long> fixedLiquidity = [];

    public WorkloadRandom Random { get; } = new(seed ^ Hash(name));

    public int Count => payments.Count;

    public static string Bank(int number) => string.Create(CultureInfo.InvariantCulture, $"bank_{number:00}");

    /// <summary>One in ten payments is urgent (9), one in ten can wait (1).</summary>
    public int Priority() => Random.Next(0, 10) switch { 0 => 9, 1 => 1, _ => 5 };

    public void Pay(string debtor, string creditor, long usdMinor, string currency = "USD", string? destination = null, int priority = 5)
    {
        var source = rates.Convert(usdMinor, "USD", currency) ?? throw new InvalidOperationException($"no rate for {currency}");
        source = Math.Max(1, source);
        var received = destination is null ? source : rates.Convert(source, currency, destination) ?? 0;
        var number = payments.Count + 1;
        payments.Add(new Candidate(
            string.Create(CultureInfo.InvariantCulture, $"{name}_{number:000000}"), number, debtor, creditor,
            currency, source, destination ?? currency, received, priority));
        Enter((debtor, currency), source);
        Enter((creditor, destination ?? currency), 0);
    }

    public void Hold(string participant, string currency, long minor) => fixedLiquidity[(participant, currency)] = minor;

    public void Limit(string debtor, string creditor, string currency, long minor) =>
        limits.Add(new BilateralLimit(debtor, creditor, currency, minor));

    /// <param name="percent">Of what a bank's payments in a currency sum to, it may spend so much; where <see cref="Hold"/> says nothing
    /// else.</param>
    public BatchingProblem Problem(int percent) => new(
        string.Create(CultureInfo.InvariantCulture, $"workload-{name}-{payments.Count}-{seed}"),
        SettlementMode.Net,
        payments,
        [
            .. debits.OrderBy(cell => cell.Key.Participant, StringComparer.Ordinal).ThenBy(cell => cell.Key.Currency, StringComparer.Ordinal)
                .Select(cell => new Liquidity(
                    cell.Key.Participant, cell.Key.Currency,
                    fixedLiquidity.TryGetValue(cell.Key, out var held) ? held : cell.Value / 100 * percent, null)),
        ],
        limits,
        rates,
        CostModel.Default);

    private void Enter((string, string) cell, long debit) => debits[cell] = debits.GetValueOrDefault(cell) + debit;

    /// <summary>FNV-1a, so that two workloads of one seed do not draw the same numbers.</summary>
    private static ulong Hash(string text)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var character in text)
        {
            hash = unchecked((hash ^ character) * 0x100000001B3UL);
        }

        return hash;
    }
}
