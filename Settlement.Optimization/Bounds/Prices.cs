namespace Settlement.Optimization.Bounds;

/// <summary>Prices of a problem's limits, in 2^-40 units per minor unit.</summary>
/// <param name="Cell">By cell: of its liquidity, not negative.</param>
/// <param name="Direction">Net mode, by direction of a limited flow: of the bilateral limit, not negative.</param>
/// <param name="Pair">Gross mode, by pair: of the flow up, negative where the flow down is scarce.</param>
/// <param name="Weight">Of one unit of settled weight less than in the plan.</param>
internal sealed record Prices(long[] Cell, long[] Direction, long[] Pair, long Weight);
