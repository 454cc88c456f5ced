using Settlement.Domain.Batches;
using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Bounds;

/// <summary>Proves one case after the other: none of its plans settles as much as the plan at hand, or none that does costs less than so
/// much.</summary>
/// <param name="deferred">The weight that the plan at hand defers.</param>
/// <param name="solves">Relaxations that are solved for a case at most.</param>
internal sealed class CaseBounds(IndexedProblem index, RelaxedTerms terms, RelaxedNetwork network, Int128 deferred, int solves)
{
    /// <summary>Prices of a unit of weight that are tried, over the price of deferring a unit of value. The bound is concave in them.</summary>
    private static readonly decimal[] WeightPrices = [256m, 64m, 16m, 4m, 1m, 0.25m, 0.0625m, 0.015625m, 0m];

    /// <summary>Where the last case's bound was best: the next one's is near.</summary>
    private int at = 3;
    private Int128 cheapest = Int128.MaxValue;

    /// <summary>The case is supposed in the terms.</summary>
    public ProvenCase Prove(ProofCase given)
    {
        var least = terms.LeastDeferredWeight(given.Weight);
        if (least > deferred << PlanCertificate.PriceBits)
        {
            return new ProvenCase(given.Fixed, given.Weight, null, [], least, 0);
        }

        var (cost, bound) = At(at, given.Fixed);
        if (bound < cheapest)
        {
            // Only the case that bounds least counts in the end.
            (cost, bound) = Climb(given.Fixed, (cost, bound));
            cheapest = Int128.Min(cheapest, bound);
        }

        List<CellPrice> wires = terms.Pairs is null ? WireProofs.Of(index, terms, given.Weight, deferred) : [];
        return new ProvenCase(given.Fixed, given.Weight, cost, wires, least, bound);
    }

    /// <summary>From where it was best last to the one side, and if that is worse at once to the other.</summary>
    private (Prices Cost, Int128 Bound) Climb(Fixing[] fixings, (Prices Cost, Int128 Bound) best)
    {
        var left = solves - 1;
        foreach (var step in (ReadOnlySpan<int>)[1, -1])
        {
            var moved = false;
            while (left > 0 && at + step >= 0 && at + step < WeightPrices.Length)
            {
                left--;
                var next = At(at + step, fixings);
                if (next.Bound <= best.Bound)
                {
                    break;
                }

                (best, at, moved) = (next, at + step, true);
            }

            if (moved)
            {
                break;
            }
        }

        return best;
    }

    private (Prices Cost, Int128 Bound) At(int place, Fixing[] fixings)
    {
        var unit = index.Problem.Costs.DeferralBasisPointsPerDay / 10_000m * (1L << PlanCertificate.PriceBits);
        var prices = network.PriceCost((long)decimal.Truncate(unit * WeightPrices[place]), fixings);
        return (prices, terms.LeastCost(prices, deferred));
    }
}
