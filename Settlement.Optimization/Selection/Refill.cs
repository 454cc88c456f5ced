namespace Settlement.Optimization.Selection;

/// <summary>
/// Adds deferred payments that fit, in a given order, until none fits: the credits that an added payment brings may let an earlier one in.
/// Every pass but the last adds at least one payment, so there are at most as many passes as payments, and one more.
/// </summary>
internal static class Refill
{
    /// <param name="home">By payment, the batch to try first; null tries them in order and opens a new one when none has room.</param>
    public static void Run(PlanState state, int[] order, int[]? home)
    {
        var asked = new int[order.Length];
        Array.Fill(asked, -1);
        var firstWithRoom = 0;
        bool added;
        do
        {
            added = false;
            foreach (var payment in order)
            {
                if (state.BatchOf(payment) >= 0 || !state.Index.IsSettleable[payment]
                    || !(asked[payment] < 0 || state.HasEasedSince(payment, asked[payment])))
                {
                    continue;
                }

                asked[payment] = state.Clock;
                var batch = FirstFit(state, payment, home, ref firstWithRoom);
                if (batch >= 0)
                {
                    state.Add(payment, batch);
                    added = true;
                }
            }
        }
        while (added);
    }

    private static int FirstFit(PlanState state, int payment, int[]? home, ref int firstWithRoom)
    {
        var max = state.Index.Problem.MaxBatchSize;
        if (home is not null && state.Batches[home[payment]] is { } own && own.Size < max && state.Fits(payment, own))
        {
            return home[payment];
        }

        while (firstWithRoom < state.Batches.Count && state.Batches[firstWithRoom].Size >= max)
        {
            firstWithRoom++;
        }

        for (var batch = firstWithRoom; batch < state.Batches.Count; batch++)
        {
            if (state.Batches[batch].Size < max && state.Fits(payment, state.Batches[batch]))
            {
                return batch;
            }
        }

        return firstWithRoom == state.Batches.Count && state.Fits(payment, null) ? state.OpenBatch() : -1;
    }
}
