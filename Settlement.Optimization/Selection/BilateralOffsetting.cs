namespace Settlement.Optimization.Selection;

/// <summary>
/// Bilateral offsetting (Leinonen and Soramäki, Optimising liquidity usage and settlement speed in payment systems, Bank of Finland, 1999).
/// Settles queued payments of two participants in one currency together where neither side could alone: both directions at once, over one
/// wire of the difference, or none when it is zero. At most one group per pair and currency in a plan.
/// </summary>
/// <remarks>
/// A group starts from all that is queued (the first <c>MaxBatchSize</c>); while the difference does not fit, the last payment of the side
/// that pays it waits again; what then fits after all comes back, first come first. Every step takes out or brings back one payment, so it
/// ends.
/// </remarks>
internal static class BilateralOffsetting
{
    /// <param name="order">Who comes first in the queue.</param>
    public static void Run(PlanState state, int[] order)
    {
        foreach (var queue in Queues(state, order))
        {
            var group = new OffsetGroup(state, queue);
            if (!group.Shrink())
            {
                continue;
            }

            group.Grow();
            state.AddGroup(group.Members(), BatchWithRoom(state, group.Members().Count), group.DebitCell, Math.Abs(group.NetMinor));
        }
    }

    /// <summary>Queued payments per pair and currency that has both directions, pairs in canonical order.</summary>
    private static IEnumerable<List<int>> Queues(PlanState state, int[] order)
    {
        var index = state.Index;
        var queues = new SortedDictionary<(int Low, int High), List<int>>();
        foreach (var payment in order)
        {
            if (state.BatchOf(payment) >= 0 || index.IsOnUs(payment) || index.Payments[payment].IsCrossCurrency)
            {
                continue;
            }

            // Within one currency the two cells name the pair and the currency.
            var (debit, credit) = (index.DebitCell[payment], index.CreditCell[payment]);
            var key = (Math.Min(debit, credit), Math.Max(debit, credit));
            if (!queues.TryGetValue(key, out var queue))
            {
                queues.Add(key, queue = []);
            }

            if (queue.Count < index.Problem.MaxBatchSize)
            {
                queue.Add(payment);
            }
        }

        return queues.Values.Where(queue => queue.Exists(payment => index.DebitCell[payment] != index.DebitCell[queue[0]]));
    }

    private static int BatchWithRoom(PlanState state, int payments)
    {
        for (var batch = 0; batch < state.Batches.Count; batch++)
        {
            if (state.Batches[batch].Size + payments <= state.Index.Problem.MaxBatchSize)
            {
                return batch;
            }
        }

        return state.OpenBatch();
    }
}
