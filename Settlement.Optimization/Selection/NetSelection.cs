using Settlement.Optimization.Bounds;

namespace Settlement.Optimization.Selection;

/// <summary>
/// Chooses the payments of a netted window: the most weight that keeps every limit. If all fit, all settle. Else three starts are made
/// feasible and the heaviest result is searched on: what the relaxation settles whole; everything, thinned out until no limit is passed
/// (<see cref="Thinning"/>: that finds sets which only settle together); and nothing, filled up the heaviest first, so that a plan is never
/// worse than the greedy one.
/// </summary>
internal static class NetSelection
{
    /// <summary>Parts in 1,024 of the liquidity that a dive leaves for rounding.</summary>
    private const int KeptBack = 256;

    /// <returns>The choice, and the relaxation if one was needed.</returns>
    public static (PlanState State, Relaxation? Relaxation) Choose(IndexedProblem index, PlanBudget budget)
    {
        var home = BatchPartition.Of(index);
        var state = Filled(index, home, index.IsSettleable);
        var heaviestFirst = HeaviestFirst(index, null);
        if (!Thinning.Run(state, heaviestFirst))
        {
            return (state, null);
        }

        Refill.Run(state, heaviestFirst, home);
        var relaxation = new Relaxation(index);
        var dearestFirst = HeaviestFirst(index, relaxation);
        var rounded = Filled(index, home, new RelaxationDive(index, new RelaxedNetwork(index, relaxation.Terms, KeptBack)).Run());
        Thinning.Run(rounded, dearestFirst);
        Refill.Run(rounded, dearestFirst, home);
        var greedy = Empty(index);
        Refill.Run(greedy, heaviestFirst, home);
        foreach (var other in new[] { rounded, greedy })
        {
            state = other.SettledWeight() > state.SettledWeight() ? other : state;
        }

        new NeighbourhoodSearch(state, home, relaxation, budget).Run();
        Refill.Run(state, heaviestFirst, home);
        return (state, relaxation);
    }

    private static PlanState Filled(IndexedProblem index, int[] home, bool[] settles)
    {
        var state = Empty(index);
        for (var i = 0; i < index.Count; i++)
        {
            if (settles[i])
            {
                state.Add(i, home[i]);
            }
        }

        return state;
    }

    private static PlanState Empty(IndexedProblem index)
    {
        var state = new PlanState(index);
        for (var first = 0; first < index.Count; first += index.Problem.MaxBatchSize)
        {
            state.OpenBatch();
        }

        return state;
    }

    /// <summary>By weight; with a relaxation, by what a payment is worth per unit of value beyond the price of what it takes.</summary>
    private static int[] HeaviestFirst(IndexedProblem index, Relaxation? relaxation)
    {
        var order = new int[index.Count];
        var worth = new double[index.Count];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
            worth[i] = relaxation is null ? index.Weight[i] : relaxation.WorthPerUnit(i);
        }

        Array.Sort(order, (a, b) => worth[b].CompareTo(worth[a]) is var byWorth && byWorth != 0 ? byWorth
            : index.Weight[b] != index.Weight[a] ? index.Weight[b].CompareTo(index.Weight[a]) : a.CompareTo(b));
        return order;
    }
}
