namespace Settlement.Optimization.Selection;

/// <summary>
/// Gridlock resolution (Bech and Soramäki, Gridlock resolution in interbank payment systems, Bank of Finland, 2001): suppose that everything
/// settles at once, and take payments out where a limit is passed, until none is. What is left only settles together. There the last of the
/// queue goes first; here the last of the given order: the order of arrival makes it theirs to the letter, the planner gives it the
/// heaviest first. A payment that is out stays out here, so there are at most as many
/// removals as payments. Passed limits wait in a queue: a removal takes a credit from somebody, whose own limit may then be passed.
/// </summary>
internal sealed class GridlockResolution
{
    private readonly PlanState state;
    private readonly int cells;
    private readonly int[][] lightestFirst;
    private readonly Queue<int> passed = new();
    private readonly bool[] queued;

    // By limit: how many of its lightest are out, for good.
    private readonly int[] gone;

    private GridlockResolution(PlanState state, int[] heaviestFirst)
    {
        this.state = state;
        cells = state.Index.Cells.Length;
        var limits = cells + (state.Index.Flows.Count * 2);
        queued = new bool[limits];
        gone = new int[limits];
        lightestFirst = ByLimit(state.Index, heaviestFirst, limits);
    }

    /// <summary>False when no limit was passed and nothing was taken out.</summary>
    public static bool Run(PlanState state, int[] heaviestFirst)
    {
        var thinning = new GridlockResolution(state, heaviestFirst);
        for (var limit = 0; limit < thinning.queued.Length; limit++)
        {
            thinning.EnqueueIfPassed(limit);
        }

        var any = thinning.passed.Count > 0;
        while (thinning.passed.TryDequeue(out var limit))
        {
            thinning.queued[limit] = false;
            thinning.Relieve(limit);
        }

        return any;
    }

    private void Relieve(int limit)
    {
        var index = state.Index;
        var own = lightestFirst[limit];
        while (gone[limit] < own.Length && state.BatchOf(own[gone[limit]]) < 0)
        {
            gone[limit]++;
        }

        foreach (var payment in own.AsSpan(gone[limit]))
        {
            if (!IsPassed(limit))
            {
                return;
            }

            if (state.BatchOf(payment) < 0 || !Helps(payment, limit))
            {
                continue;
            }

            state.Remove(payment);
            EnqueueIfPassed(index.CreditCell[payment]);
            if (index.Flows.Direction[payment] >= 0)
            {
                EnqueueIfPassed(cells + (index.Flows.Direction[payment] ^ 1));
            }
        }
    }

    /// <summary>Only a batch that nets against the limit uses it.</summary>
    private bool Helps(int payment, int limit)
    {
        var batch = state.Batches[state.BatchOf(payment)];
        if (limit < cells)
        {
            return batch.Net[limit] < 0;
        }

        var direction = limit - cells;
        var flow = batch.Flow[direction >> 1];
        return ((direction & 1) == 0 ? flow : -flow) > 0;
    }

    private bool IsPassed(int limit) => limit < cells ? state.IsOverspent(limit) : state.IsOverflown(limit - cells);

    private void EnqueueIfPassed(int limit)
    {
        if (!queued[limit] && IsPassed(limit))
        {
            queued[limit] = true;
            passed.Enqueue(limit);
        }
    }

    private static int[][] ByLimit(IndexedProblem index, int[] heaviestFirst, int limits)
    {
        var counts = new int[limits];
        foreach (var payment in heaviestFirst)
        {
            Visit(index, payment, limit => counts[limit]++);
        }

        var lists = Array.ConvertAll(counts, static count => new int[count]);
        foreach (var payment in heaviestFirst)
        {
            Visit(index, payment, limit => lists[limit][--counts[limit]] = payment);
        }

        return lists;
    }

    /// <summary>The limits that the payment uses: its debtor's liquidity and the flow to its creditor. On-us payments use none.</summary>
    private static void Visit(IndexedProblem index, int payment, Action<int> visit)
    {
        if (!index.IsOnUs(payment))
        {
            visit(index.DebitCell[payment]);
        }

        if (index.Flows.Direction[payment] >= 0)
        {
            visit(index.Cells.Length + index.Flows.Direction[payment]);
        }
    }
}
