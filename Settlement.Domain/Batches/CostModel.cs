namespace Settlement.Domain.Batches;

/// <summary>
/// What settling costs, in minor units of <see cref="Currency"/>. The plan and the naive plan are priced by the same model. Every part of
/// a cost is rounded up to a minor unit. What is in a currency without a rate to the cost currency has no price: it costs nothing.
/// </summary>
/// <param name="Currency">The currency that costs are counted in.</param>
/// <param name="WireFeeMinor">Price of one wire.</param>
/// <param name="DeferralBasisPointsPerDay">Cost of a payment that waits one more window, of its value at mid.</param>
public sealed record CostModel(string Currency, long WireFeeMinor, decimal DeferralBasisPointsPerDay)
{
    /// <summary>USD; a wire at 25.00; a deferred payment costs 1.4 bp a day, about 5 % a year.</summary>
    public static CostModel Default { get; } = new("USD", 2500, 1.4m);
}

/// <summary>A cost by its parts, minor units of the cost model's currency.</summary>
public sealed record Cost(long WiresMinor, long SpreadMinor, long DeferralMinor)
{
    public long TotalMinor => WiresMinor + SpreadMinor + DeferralMinor;

    public static Cost operator +(Cost a, Cost b) =>
        new(a.WiresMinor + b.WiresMinor, a.SpreadMinor + b.SpreadMinor, a.DeferralMinor + b.DeferralMinor);

    public static Cost Zero { get; } = new(0, 0, 0);
}
