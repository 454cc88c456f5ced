using Settlement.Optimization.Bounds;
using Settlement.Optimization.Composition;
using Settlement.Optimization.Pricing;

namespace Settlement.Optimization.Selection;

/// <summary>
/// Chooses the payments of a netted window: the most weight that keeps every limit. If all fit, all settle. Else several starts are made
/// feasible and the heaviest is searched on: the relaxation made whole (<see cref="RelaxationDive"/>); everything, thinned out until no
/// limit is passed (<see cref="GridlockResolution"/>: that finds sets which only settle together); and nothing, filled up the heaviest first, so that
/// a plan is never worse than the greedy one.
/// </summary>
internal static class NetSelection
{
    /// <summary>Small problems are searched through sooner.</summary>
    private const int PairsPerNeighbourhood = 4;

    /// <returns>The choice, and the relaxation if one was needed.</returns>
    public static (PlanState State, Relaxation? Relaxation) Choose(IndexedProblem index, PlanBudget budget)
    {
        var (home, state) = Partitioned(index);
        var heaviestFirst = HeaviestFirst(index, null);
        if (!GridlockResolution.Run(state, heaviestFirst))
        {
            return (Cheaper(state, index), null);
        }

        Refill.Run(state, heaviestFirst, home);
        var rounding = new BankClearing(index, home, budget);
        state = rounding.Better(state, HeaviestFirst(index, rounding.Relaxation));
        var greedy = Empty(index);
        Refill.Run(greedy, heaviestFirst, home);
        CycleClearing.Run(greedy, heaviestFirst, home);
        state = greedy.SettledWeight() > state.SettledWeight() ? greedy : state;
        new EjectionChains(state, home, rounding.Relaxation.Terms.UnitValue, budget.Seed).Search(
            (int)Math.Min(budget.Neighbourhoods, (long)index.Count * index.Count / PairsPerNeighbourhood), rounding.Enough());
        CycleClearing.Run(state, heaviestFirst, home);
        Refill.Run(state, heaviestFirst, home);
        return (state, rounding.Relaxation);
    }

    /// <summary>Everything that may settle, by the cut of two that gives up less netting: what cells would have to spend beyond what they may.</summary>
    private static (int[] Home, PlanState State) Partitioned(IndexedProblem index)
    {
        var home = BatchPartition.Of(index);
        var state = Filled(index, home, index.MaySettle);
        if (index.Count <= index.Problem.MaxBatchSize)
        {
            return (home, state);
        }

        var arrival = BatchPartition.ByArrival(index);
        var other = Filled(index, arrival, index.MaySettle);
        return Lack(other) < Lack(state) ? (arrival, other) : (home, state);
    }

    /// <summary>In value.</summary>
    private static decimal Lack(PlanState state)
    {
        var unit = CurrencyValues.ByCell(state.Index);
        var sum = 0m;
        for (var cell = 0; cell < unit.Length; cell++)
        {
            sum += (decimal)Math.Max(0, state.Use(cell) - state.Index.Limits.Spendable[cell]) * unit[cell];
        }

        return sum;
    }

    /// <summary>Where all settle in several batches and currencies meet, the cut decides what the spread costs: both are priced.</summary>
    private static PlanState Cheaper(PlanState state, IndexedProblem index)
    {
        if (index.Count <= index.Problem.MaxBatchSize || !Array.Exists(index.Payments, payment => payment.IsCrossCurrency))
        {
            return state;
        }

        var other = Filled(index, BatchPartition.ByArrival(index), index.MaySettle);
        var fits = Enumerable.Range(0, index.Cells.Length).All(cell => !other.IsOverspent(cell))
            && Enumerable.Range(0, index.Flows.Count * 2).All(direction => !other.IsOverflown(direction));
        return fits && CostOf(other) < CostOf(state) ? other : state;
    }

    private static long CostOf(PlanState state) => BatchComposer.Compose(state)
        .Sum(batch => Price.Of(batch, state.Index.Problem.Costs, state.Index.Problem.Rates).TotalMinor);

    public static PlanState Filled(IndexedProblem index, int[] home, bool[] settles)
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
    internal static int[] HeaviestFirst(IndexedProblem index, Relaxation? relaxation)
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
