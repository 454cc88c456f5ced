namespace Settlement.Domain.Batches;

/// <summary>
/// What a plan saves against naive batching, by cause; minor units of the cost currency, negative where the plan pays more. The parts sum
/// to the naive cost less the plan's.
/// </summary>
/// <param name="NettingMinor">Wires that cancel: from one wire per pair of parties and direction to the plan's wires.</param>
/// <param name="FxMatchingMinor">Spread on flows of a currency pair that meet their opposite at mid.</param>
/// <param name="TriangulationMinor">Spread saved by trading through a third currency.</param>
/// <param name="WireConsolidationMinor">Wires shared: from one wire per payment and leg to one per pair of parties and direction.</param>
/// <param name="DeferralMinor">Choosing other payments: the same one by one, of what the plan settles instead of what arrives first.</param>
/// <param name="LiquidityMinor">Funds that need not be paid in.</param>
public sealed record PlanSavings(
    long NettingMinor, long FxMatchingMinor, long TriangulationMinor, long WireConsolidationMinor, long DeferralMinor, long LiquidityMinor)
{
    public long TotalMinor =>
        NettingMinor + FxMatchingMinor + TriangulationMinor + WireConsolidationMinor + DeferralMinor + LiquidityMinor;
}
