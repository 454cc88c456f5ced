namespace Settlement.Optimization.Selection;

/// <summary>
/// Adds deferred payments that fit, in a given order, until none fits: the credits that an added payment brings may let an earlier one in.
/// Every pass but the last adds at least one payment, so there are at most as many passes as payments, and one more.
/// </summary>
internal static class Refill
{
    /// <remarks>A payment fits some batch only where it fits the one in which its debtor nets highest. That height is kept from above, and
    /// looked up again where it misled: else every waiting payment would be tried in every batch.</remarks>
    /// <param name="home">By payment, the batch to try first; null tries them in order and opens a new one when none has room.</param>
    public static void Run(PlanState state, int[] order, int[]? home)
    {
        var asked = new int[order.Length];
        Array.Fill(asked, -1);
        var firstWithRoom = 0;
        var peaks = Peaks(state);
        bool added;
        do
        {
            added = false;
            foreach (var payment in order)
            {
                if (state.BatchOf(payment) >= 0 || !state.Index.MaySettle[payment]
                    || !(asked[payment] < 0 || state.HasEasedSince(payment, asked[payment])))
                {
                    continue;
                }

                asked[payment] = state.Clock;
                if (!state.FitsAt(payment, peaks[state.Index.DebitCell[payment]]))
                {
                    continue;
                }

                var batch = FirstFit(state, payment, home, ref firstWithRoom);
                if (batch >= 0)
                {
                    state.Add(payment, batch);
                    added = true;
                    var credit = state.Index.CreditCell[payment];
                    peaks[credit] = Math.Max(peaks[credit], state.NetOf(credit, batch));
                }
                else
                {
                    peaks[state.Index.DebitCell[payment]] = Peak(state, state.Index.DebitCell[payment]);
                }
            }
        }
        while (added);
    }

    private static long[] Peaks(PlanState state)
    {
        var peaks = new long[state.Index.Cells.Length];
        for (var cell = 0; cell < peaks.Length; cell++)
        {
            peaks[cell] = Peak(state, cell);
        }

        return peaks;
    }

    /// <summary>The highest net of the cell among the batches with room, and a new one.</summary>
    private static long Peak(PlanState state, int cell)
    {
        var peak = 0L;
        for (var batch = 0; batch < state.Batches.Count; batch++)
        {
            peak = state.Batches[batch].Size < state.Index.Problem.MaxBatchSize ? Math.Max(peak, state.NetOf(cell, batch)) : peak;
        }

        return peak;
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
