using Settlement.Domain.Batches;
using Settlement.Domain.Fx;

namespace Settlement.Optimization.Pricing;

/// <summary>The prices of the cost model; each part is rounded up to a minor unit.</summary>
public static class Price
{
    /// <summary>Half the spread of an amount, in the amount's own currency.</summary>
    public static long HalfSpread(long amountMinor, decimal spreadBasisPoints) =>
        (long)decimal.Ceiling(amountMinor * spreadBasisPoints / 20_000m);

    /// <summary>One payment that waits one window, by its worth in the cost currency.</summary>
    public static long Deferral(long valueMinor, CostModel costs) =>
        (long)decimal.Ceiling(valueMinor * costs.DeferralBasisPointsPerDay / 10_000m);

    /// <summary>An amount in the cost currency; nothing where no rate leads there.</summary>
    public static long InCostCurrency(long amountMinor, string currency, CostModel costs, FxRates rates) =>
        rates.Convert(amountMinor, currency, costs.Currency, ConversionRounding.AwayFromZero) ?? 0;

    /// <summary>The funds that a wire takes from a participant.</summary>
    public static long Liquidity(long amountMinor, string currency, CostModel costs, FxRates rates) =>
        costs.LiquidityBasisPointsPerDay == 0
            ? 0
            : (long)decimal.Ceiling(InCostCurrency(amountMinor, currency, costs, rates) * costs.LiquidityBasisPointsPerDay / 10_000m);

    /// <summary>Wires, spread and liquidity of one batch.</summary>
    public static Cost Of(PlannedBatch batch, CostModel costs, FxRates rates)
    {
        long spread = 0, wires = 0, liquidity = 0;
        foreach (var wire in batch.Wires)
        {
            wires += costs.WireFeeIn(wire.Currency);
            liquidity += wire.Debtor == PlannedWire.SystemParty ? 0 : Liquidity(wire.AmountMinor, wire.Currency, costs, rates);
        }

        foreach (var trade in batch.FxTrades)
        {
            spread += InCostCurrency(trade.SpreadCostBaseMinor, trade.Base, costs, rates);
        }

        return new Cost(wires, spread, 0, liquidity);
    }
}
