using Settlement.Optimization.Bounds;

namespace Settlement.Optimization.Selection;

/// <summary>
/// Large-neighbourhood search (Shaw 1998) on a feasible choice: some payments of one scarce cell are taken out, whoever then lacks their
/// credits takes out payments in turn, and what fits comes back in another order. A result that settles less weight is undone. Bounded by
/// the budget; the same seed makes the same choices.
/// </summary>
internal sealed class NeighbourhoodSearch
{
    /// <summary>A neighbourhood that would grow beyond this is undone.</summary>
    private const int MaxMoves = 96;

    /// <summary>Small problems are searched through sooner.</summary>
    private const int NeighbourhoodsPerPayment = 2;

    private readonly PlanState state;
    private readonly IndexedProblem index;
    private readonly int[] home;
    private readonly int[][] debits;
    private readonly int[] scarce;
    private readonly int neighbourhoods;
    private readonly double[] worth;
    private readonly Int128 weightBound;
    private readonly List<(int Payment, int Batch)> journal = new(MaxMoves * 2);
    private readonly Queue<int> eased = new();
    private readonly Queue<int> passed = new();
    private int[] order = [];
    private double[] keys = [];
    private ulong random;

    public NeighbourhoodSearch(PlanState state, int[] home, Relaxation relaxation, PlanBudget budget)
    {
        (this.state, this.home, index) = (state, home, state.Index);
        (neighbourhoods, random) = (Math.Min(budget.Neighbourhoods, NeighbourhoodsPerPayment * index.Count), budget.Seed);
        var lists = Array.ConvertAll(index.Cells, _ => new List<int>());
        worth = new double[index.Count];
        for (var i = 0; i < index.Count; i++)
        {
            if (index.MovesFunds(i))
            {
                lists[index.DebitCell[i]].Add(i);
                worth[i] = (double)index.Weight[i] / Math.Max(1, index.Value[i]);
            }
        }

        debits = Array.ConvertAll(lists, list => list.ToArray());
        scarce = [.. Enumerable.Range(0, debits.Length).Where(cell => debits[cell].Any(payment => state.BatchOf(payment) < 0))];
        weightBound = relaxation.MostWeight();
    }

    public void Run()
    {
        var weight = state.SettledWeight();
        for (var step = 0; step < neighbourhoods && scarce.Length > 0 && weight < weightBound; step++)
        {
            journal.Clear();
            var cell = scarce[Below(scarce.Length)];
            var taken = TakeOut(cell);
            if (taken is { } lost && FillUp(cell) is var gained && gained >= lost)
            {
                weight += gained - lost;
            }
            else
            {
                Undo();
            }
        }
    }

    /// <summary>The weight taken out; null where it would be too much.</summary>
    private Int128? TakeOut(int cell)
    {
        Int128 lost = 0;
        var own = debits[cell];
        var wanted = 1 + Below(4);
        for (var tries = 0; tries < wanted * 3 && wanted > 0; tries++)
        {
            var payment = own[Below(own.Length)];
            if (state.BatchOf(payment) >= 0)
            {
                lost += Remove(payment);
                wanted--;
            }
        }

        while (passed.TryDequeue(out var poor))
        {
            while (state.IsOverspent(poor))
            {
                if (journal.Count >= MaxMoves / 2 || Spare(poor) is not (>= 0 and var payment))
                {
                    passed.Clear();
                    return null;
                }

                lost += Remove(payment);
            }
        }

        return FlowsHold() ? lost : null;
    }

    /// <summary>A debit whose removal helps: the least worth per unit, among some that are drawn.</summary>
    private int Spare(int cell)
    {
        var own = debits[cell];
        var (best, bestKey) = (-1, double.MaxValue);
        for (var i = 0; i < own.Length; i++)
        {
            var payment = own[i];
            if (state.BatchOf(payment) < 0 || state.Batches[state.BatchOf(payment)].Net[cell] >= 0)
            {
                continue;
            }

            var key = worth[payment] * (0.5 + Unit());
            if (key < bestKey)
            {
                (best, bestKey) = (payment, key);
            }
        }

        return best;
    }

    private Int128 FillUp(int cell)
    {
        Int128 gained = 0;
        eased.Enqueue(cell);
        foreach (var (payment, _) in journal)
        {
            eased.Enqueue(index.DebitCell[payment]);
        }

        var visits = 0;
        while (eased.TryDequeue(out var next) && visits++ < MaxMoves && journal.Count < MaxMoves * 2)
        {
            gained += Fill(next);
        }

        eased.Clear();
        return gained;
    }

    private Int128 Fill(int cell)
    {
        var own = debits[cell];
        if (order.Length < own.Length)
        {
            (order, keys) = (new int[own.Length * 2], new double[own.Length * 2]);
        }

        var count = 0;
        foreach (var payment in own)
        {
            if (state.BatchOf(payment) < 0)
            {
                (order[count], keys[count]) = (payment, -worth[payment] * (0.4 + Unit()));
                count++;
            }
        }

        Array.Sort(keys, order, 0, count);
        Int128 gained = 0;
        for (var place = 0; place < count; place++)
        {
            var payment = order[place];
            if (BatchFor(payment) is >= 0 and var batch)
            {
                state.Add(payment, batch);
                journal.Add((payment, -1));
                gained += index.Weight[payment];
                if (index.CreditCell[payment] != cell)
                {
                    eased.Enqueue(index.CreditCell[payment]);
                }
            }
        }

        return gained;
    }

    private int BatchFor(int payment)
    {
        var max = index.Problem.MaxBatchSize;
        var own = state.Batches[home[payment]];
        if (own.Size < max && state.Fits(payment, own))
        {
            return home[payment];
        }

        for (var batch = 0; batch < state.Batches.Count; batch++)
        {
            if (batch != home[payment] && state.Batches[batch].Size < max && state.Fits(payment, state.Batches[batch]))
            {
                return batch;
            }
        }

        return -1;
    }

    private long Remove(int payment)
    {
        journal.Add((payment, state.BatchOf(payment)));
        state.Remove(payment);
        passed.Enqueue(index.CreditCell[payment]);
        return index.Weight[payment];
    }

    /// <summary>Taking a payment out may let its opposite flow pass a limit.</summary>
    private bool FlowsHold()
    {
        foreach (var (payment, _) in journal)
        {
            var direction = index.Flows.Direction[payment];
            if (direction >= 0 && state.IsOverflown(direction ^ 1))
            {
                return false;
            }
        }

        return true;
    }

    private void Undo()
    {
        passed.Clear();
        for (var step = journal.Count - 1; step >= 0; step--)
        {
            var (payment, batch) = journal[step];
            if (batch < 0)
            {
                state.Remove(payment);
            }
            else
            {
                state.Add(payment, batch);
            }
        }
    }

    private int Below(int count) => (int)(((UInt128)Next() * (ulong)count) >> 64);

    private double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>SplitMix64 (Steele, Lea and Flood 2014).</summary>
    private ulong Next()
    {
        unchecked
        {
            random += 0x9E3779B97F4A7C15UL;
            var z = (random ^ (random >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
    }
}
