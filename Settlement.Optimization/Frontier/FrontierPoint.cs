using Settlement.Domain.Batches;

namespace Settlement.Optimization.Frontier;

/// <summary>What one policy made of a day with so much liquidity.</summary>
/// <param name="Policy">Its name, e.g. optimiser-60.</param>
/// <param name="LiquidityShare">0: everybody holds what its net debit of the whole day needs; 1: what settling every payment at once needs.</param>
/// <param name="LiquidityMinor">What was used: for each participant and currency the deepest that its balance fell below its opening, summed
/// at mid; minor units of the cost currency.</param>
/// <param name="Delay">Value-weighted time that payments waited, of the time that they could have waited: 0 at once, 1 never.</param>
/// <param name="Cost">Wires, spread, and deferral of what is left at the end.</param>
/// <param name="LiquidityCostMinor">A day's interest on the liquidity used.</param>
public sealed record FrontierPoint(
    string Policy, double LiquidityShare, long LiquidityMinor, double Delay, Cost Cost, long LiquidityCostMinor, int Settled, int Unsettled, int Wires)
{
    /// <summary>All of it, minor units of the cost currency.</summary>
    public long TotalCostMinor => Cost.TotalMinor + LiquidityCostMinor;
}
