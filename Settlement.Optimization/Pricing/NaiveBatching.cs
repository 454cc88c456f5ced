using Settlement.Domain.Batches;
using Settlement.Domain.Fx;

namespace Settlement.Optimization.Pricing;

/// <summary>
/// The yardstick: batches in order of arrival, one wire per payment and currency leg, nothing netted and no FX matched. A payment settles
/// if its debtor's liquidity and the bilateral limit still cover it in full, no credit counts, and else waits without holding up others. A
/// cross-currency payment pays half the spread on its whole amount. Batch size plays no part, since nothing is shared in a batch.
/// </summary>
public static class NaiveBatching
{
    /// <summary>Its cost in the problem's cost model.</summary>
    public static Cost CostOf(BatchingProblem problem) => CostOf(new Selection.IndexedProblem(problem));

    /// <summary>What the payments of one planned batch would have cost one by one: no deferral, since they settle.</summary>
    public static Cost CostOf(PlannedBatch batch, CostModel costs, FxRates rates)
    {
        var cost = Cost.Zero;
        foreach (var payment in batch.Payments)
        {
            cost += OfOne(payment, !payment.IsCrossCurrency && payment.Debtor == payment.Creditor, costs, rates);
        }

        return cost;
    }

    internal static Cost CostOf(Selection.IndexedProblem index)
    {
        var costs = index.Problem.Costs;
        var spent = new long[index.Cells.Length];
        var flown = new long[index.Flows.Limit.Length];
        var cost = Cost.Zero;
        for (var i = 0; i < index.Count; i++)
        {
            var cell = index.DebitCell[i];
            var direction = index.Flows.Direction[i];
            var debit = index.IsOnUs(i) ? 0 : index.Source[i];
            var settles = index.IsSettleable[i]
                && spent[cell] + debit <= index.Limits.Spendable[cell]
                && (direction < 0 || flown[direction] + debit <= Math.Max(0, index.Flows.Limit[direction]));
            if (!settles)
            {
                cost += new Cost(0, 0, Price.Deferral(index.Value[i], costs));
                continue;
            }

            spent[cell] += debit;
            if (direction >= 0)
            {
                flown[direction] += debit;
            }

            cost += OfOne(index.Payments[i], index.IsOnUs(i), costs, index.Problem.Rates);
        }

        return cost;
    }

    /// <summary>What one payment costs that settles alone.</summary>
    private static Cost OfOne(Candidate payment, bool isOnUs, CostModel costs, FxRates rates)
    {
        if (isOnUs)
        {
            return Cost.Zero;
        }

        var liquidity = Price.Liquidity(payment.SourceMinor, payment.SourceCurrency, costs, rates);
        var wires = costs.WireFeeIn(payment.SourceCurrency);
        if (!payment.IsCrossCurrency)
        {
            return new Cost(wires, 0, 0, liquidity);
        }

        var spread = rates.SpreadBasisPoints(payment.SourceCurrency, payment.DestinationCurrency) ?? 0;
        var half = Price.HalfSpread(payment.SourceMinor, spread);
        return new Cost(
            wires + costs.WireFeeIn(payment.DestinationCurrency),
            Price.InCostCurrency(half, payment.SourceCurrency, costs, rates), 0, liquidity);
    }
}
