namespace Settlement.Optimization.Workloads;

/// <summary>The workloads that every figure about plans is measured on.</summary>
public static class ReferenceWorkloads
{
    public static IReadOnlyList<ReferenceWorkload> All { get; } =
    [
        new("balanced", "16 equal banks, one currency; 8 % of the gross value as liquidity", OneCurrencyWorkloads.Balanced),
        new("core-periphery", "4 core banks, 20 at the edge; 6 % liquidity", OneCurrencyWorkloads.CorePeriphery),
        new("one-net-debtor", "one bank pays every third payment; 40 % liquidity", OneCurrencyWorkloads.OneNetDebtor),
        new("gridlock", "rings in which each waits for the next; 5 % liquidity", TrapWorkloads.Gridlock),
        new("two-currency", "euro against dollar, payment versus payment; 60 % liquidity", CurrencyWorkloads.Two),
        new("thirty-currency", "30 currencies, two of five payments change theirs; liquidity for all", CurrencyWorkloads.Thirty),
        new("fat-tailed", "Pareto amounts: a handful is most of the value; 20 % liquidity", OneCurrencyWorkloads.FatTailed),
        new("against-greedy", "one large payment or two urgent halves, for every debtor", TrapWorkloads.AgainstGreedy),
        new("fifty", "50 payments of 5,000,000.00 dollars in total between 8 banks; 30 % liquidity", OneCurrencyWorkloads.FiftyOfFiveMillion, FixedPayments: 50),
    ];

    /// <summary>Null where there is none of that name.</summary>
    public static ReferenceWorkload? Find(string? name) => All.FirstOrDefault(workload => workload.Name == name);
}
