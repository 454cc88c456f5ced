namespace Settlement.Domain.Batches;

/// <summary>
/// What settling costs, in minor units of <see cref="Currency"/>. The plan and the naive plan are priced by the same model. Every part of
/// a cost is rounded up to a minor unit. What is in a currency without a rate to the cost currency has no price: it costs nothing.
/// </summary>
/// <param name="Currency">The currency that costs are counted in.</param>
/// <param name="WireFeeMinor">Price of one wire on a rail that <paramref name="RailFees"/> does not name.</param>
/// <param name="DeferralBasisPointsPerDay">Cost of a payment that waits one more window, of its value at mid.</param>
/// <param name="LiquidityBasisPointsPerDay">Cost of the funds that a wire takes from a participant, of its value at mid; 0 where they are
/// prefunded and lie there anyway.</param>
/// <param name="RailFees">By currency, the price of one wire on that currency's rail; null is none.</param>
public sealed record CostModel(
    string Currency, long WireFeeMinor, decimal DeferralBasisPointsPerDay,
    decimal LiquidityBasisPointsPerDay = 0, IReadOnlyDictionary<string, long>? RailFees = null)
{
    /// <summary>USD; a wire at 25.00; a deferred payment costs 1.4 bp a day, about 5 % a year.</summary>
    public static CostModel Default { get; } = new("USD", 2500, 1.4m);

    /// <summary>Price of one wire in <paramref name="currency"/>, minor units of the cost currency.</summary>
    public long WireFeeIn(string currency) => RailFees is not null && RailFees.TryGetValue(currency, out var fee) ? fee : WireFeeMinor;
}

/// <summary>A cost by its parts, minor units of the cost model's currency.</summary>
/// <param name="LiquidityMinor">Cost of the funds that the wires take from participants.</param>
public sealed record Cost(long WiresMinor, long SpreadMinor, long DeferralMinor, long LiquidityMinor = 0)
{
    public long TotalMinor => WiresMinor + SpreadMinor + DeferralMinor + LiquidityMinor;

    public static Cost operator +(Cost a, Cost b) => new(
        a.WiresMinor + b.WiresMinor, a.SpreadMinor + b.SpreadMinor, a.DeferralMinor + b.DeferralMinor, a.LiquidityMinor + b.LiquidityMinor);

    public static Cost Zero { get; } = new(0, 0, 0);
}
