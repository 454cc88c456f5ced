namespace Settlement.Domain.Planning;

/// <summary>What several policies would have made of one day with several levels of liquidity. Amounts are in <paramref name="CostCurrency"/>,
/// written with its decimals.</summary>
/// <param name="Day">The day's name: its currency and value date, or its workload.</param>
/// <param name="Minutes">Length of the day.</param>
/// <param name="LeastLiquidity">The day's net debits: with less it cannot settle.</param>
/// <param name="MostLiquidity">What settling every payment at once takes: more is of no use.</param>
public sealed record FrontierAnswer(
    string Day, int Payments, int Minutes, string CostCurrency, string LeastLiquidity, string MostLiquidity, IReadOnlyList<FrontierEntry> Points);

/// <param name="Policy">gross-fifo, naive-batches-N, gross-offsetting-N, cut-off-netting or optimiser-N; N is the interval in minutes.</param>
/// <param name="LiquidityShare">Of the way from the least to the most liquidity: what everybody held.</param>
/// <param name="Liquidity">What was used of it.</param>
/// <param name="Delay">Value-weighted wait, 0 (at once) to 1 (not on that day).</param>
/// <param name="Cost">Wires, spread, deferral of what is left over, and the interest on the liquidity used.</param>
public sealed record FrontierEntry(
    string Policy, double LiquidityShare, string Liquidity, double Delay, string Cost, string LiquidityCost, int Settled, int Unsettled, int Wires);

/// <summary>Reference workloads by name.</summary>
public sealed record WorkloadPage(IReadOnlyList<WorkloadEntry> Items, string? NextCursor);

/// <param name="FixedPayments">The number of payments where it is not free.</param>
public sealed record WorkloadEntry(string Name, string Description, int? FixedPayments);
