namespace Settlement.Optimization.Frontier;

/// <summary>What a frontier is made of.</summary>
/// <param name="LiquidityShares">Between 0 (net debits of the day) and 1 (no payment ever waits).</param>
/// <param name="OptimiserMinutes">Intervals between two plans of the optimiser.</param>
/// <param name="BatchMinutes">Interval of naive batches and of bilateral offsetting.</param>
/// <param name="LiquidityBasisPointsPerDay">Price of holding liquidity for a day; 1.4 is about 5 % a year.</param>
public sealed record FrontierSettings(
    IReadOnlyList<double> LiquidityShares, IReadOnlyList<int> OptimiserMinutes, int BatchMinutes, decimal LiquidityBasisPointsPerDay)
{
    public static FrontierSettings Default { get; } = new([0, 0.25, 0.5, 0.75, 1], [15, 60, 240], 60, 1.4m);
}
