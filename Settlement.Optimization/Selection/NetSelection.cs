namespace Settlement.Optimization.Selection;

/// <summary>
/// Chooses the payments of a netted window. From all of them, the lightest are taken out where a limit is passed, until none is; then
/// those that fit after all come back, the heaviest first. Taking out finds the sets that only settle together (a gridlock); building up
/// from nothing, the heaviest first, packs better where liquidity is short of everything. Both are tried and the heavier result counts, so
/// that a plan is never worse than the greedy one.
/// </summary>
internal static class NetSelection
{
    public static PlanState Choose(IndexedProblem index)
    {
        var home = BatchPartition.Of(index);
        var state = Empty(index);
        for (var i = 0; i < index.Count; i++)
        {
            if (index.IsSettleable[i])
            {
                state.Add(i, home[i]);
            }
        }

        var heaviestFirst = HeaviestFirst(index);
        if (!Thinning.Run(state, heaviestFirst))
        {
            return state;
        }

        Refill.Run(state, heaviestFirst, home);
        var greedy = Empty(index);
        Refill.Run(greedy, heaviestFirst, home);
        return greedy.SettledWeight() > state.SettledWeight() ? greedy : state;
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

    private static int[] HeaviestFirst(IndexedProblem index)
    {
        var order = new int[index.Count];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (a, b) => index.Weight[b] != index.Weight[a] ? index.Weight[b].CompareTo(index.Weight[a]) : a.CompareTo(b));
        return order;
    }
}
