using Settlement.Domain.Batches;
using Settlement.Domain.Fx;

namespace Settlement.Optimization.Pricing;

/// <summary>What a plan saves against naive batching, step by step from the one to the other, so that the parts sum to the whole.</summary>
internal static class SavingsOf
{
    public static PlanSavings Plan(BatchingProblem problem, IReadOnlyList<PlannedBatch> batches, Cost cost, Cost naive)
    {
        var (costs, rates) = (problem.Costs, problem.Rates);
        var (alone, bundled, paired) = (Cost.Zero, 0L, 0L);
        foreach (var batch in batches)
        {
            alone += NaiveBatching.CostOf(batch, costs, rates);
            bundled += Bundled(batch, costs);
            paired += Paired(batch, costs, rates);
        }

        return new PlanSavings(
            NettingMinor: bundled - cost.WiresMinor,
            FxMatchingMinor: alone.SpreadMinor - paired,
            TriangulationMinor: paired - cost.SpreadMinor,
            WireConsolidationMinor: alone.WiresMinor - bundled,
            DeferralMinor: naive.TotalMinor - alone.TotalMinor - cost.DeferralMinor,
            LiquidityMinor: alone.LiquidityMinor - cost.LiquidityMinor);
    }

    /// <summary>One wire per payer, payee and currency: across currencies the system is the other side of both.</summary>
    private static long Bundled(PlannedBatch batch, CostModel costs)
    {
        var ways = new HashSet<(string, string, string)>();
        foreach (var payment in batch.Payments)
        {
            if (payment.IsCrossCurrency)
            {
                ways.Add((payment.Debtor, PlannedWire.SystemParty, payment.SourceCurrency));
                ways.Add((PlannedWire.SystemParty, payment.Creditor, payment.DestinationCurrency));
            }
            else if (payment.Debtor != payment.Creditor)
            {
                ways.Add((payment.Debtor, payment.Creditor, payment.SourceCurrency));
            }
        }

        return ways.Sum(way => costs.WireFeeIn(way.Item3));
    }

    /// <summary>Every pair's own residual at its own spread.</summary>
    private static long Paired(PlannedBatch batch, CostModel costs, FxRates rates)
    {
        var residuals = new Dictionary<(string Base, string Quote), long>();
        foreach (var payment in batch.Payments.Where(payment => payment.IsCrossCurrency))
        {
            var sells = string.CompareOrdinal(payment.SourceCurrency, payment.DestinationCurrency) < 0;
            var pair = sells ? (payment.SourceCurrency, payment.DestinationCurrency) : (payment.DestinationCurrency, payment.SourceCurrency);
            residuals[pair] = residuals.GetValueOrDefault(pair) + (sells ? payment.SourceMinor : -payment.DestinationMinor);
        }

        return batch.FxTrades.Sum(trade => Price.InCostCurrency(
            Price.HalfSpread(Math.Abs(residuals.GetValueOrDefault((trade.Base, trade.Quote))), trade.SpreadBasisPoints), trade.Base, costs, rates));
    }
}
