namespace Settlement.Optimization.Selection;

/// <summary>
/// Moves single payments into and out of a choice so that what one lacks another gives: a cell that spends too much drops a debit or wins a
/// credit, whose debtor then may spend too much, and so on (ejection chains, Glover 1996). <see cref="Repair"/> makes a choice feasible
/// that nearly is; <see cref="Search"/> is a large-neighbourhood search (Shaw 1998): it forces one deferred payment in, lets the chain run,
/// fills what it left free, and undoes all of it unless at least as much weight settles. Bounded in steps; equal seeds make equal choices.
/// </summary>
internal sealed class EjectionChains
{
    /// <summary>A chain longer than this is given up.</summary>
    private const int MaxChain = 12;

    /// <summary>In each round of a repair every payment moves once at most.</summary>
    private const int RepairRounds = 12;

    /// <summary>Moves of a chain of a repair, over the number of payments; of all chains together at most <see cref="MaxRepairMoves"/>, since what
    /// so many do not mend lies in the cut into batches, and is thinned out sooner.</summary>
    private const int RepairMovesPerPayment = 2;
    private const int MaxRepairMoves = 20_000;

    /// <summary>Payments of a list that are looked at for one move, from a place drawn: a cell of a large window has tens of thousands.</summary>
    private const int MaxAsked = 128;

    /// <summary>What a unit of value that is lacking weighs: more than any payment's weight per value (1 + 9 + 9).</summary>
    private const double Lack = 20;

    private readonly PlanState state;
    private readonly IndexedProblem index;
    private readonly int[] home;
    private readonly CellPayments debits;
    private readonly CellPayments credits;
    private readonly double[] unit;
    private readonly int[] movedIn;
    private readonly List<(int Payment, int Batch)> journal = new(64);
    private readonly Queue<int> passed = new();
    private SplitMix random;
    private int chain;
    private int repairMoves = MaxRepairMoves;

    /// <param name="home">By payment, the batch that it goes to if it comes in.</param>
    /// <param name="unitValue">By cell, value of a minor unit.</param>
    public EjectionChains(PlanState state, int[] home, long[] unitValue, ulong seed)
    {
        (this.state, this.home, index) = (state, home, state.Index);
        debits = new CellPayments(index, index.DebitCell);
        credits = new CellPayments(index, index.CreditCell);
        unit = Array.ConvertAll(unitValue, value => value == 0 ? 1 : value / (double)(1L << Domain.Batches.PlanCertificate.PriceBits));
        movedIn = new int[index.Count];
        random = new SplitMix(seed);
    }

    /// <summary>Until no cell spends too much, or no move helps: then something else must thin the choice out.</summary>
    public void Repair()
    {
        for (var round = 0; round < RepairRounds; round++)
        {
            journal.Clear();
            chain++;
            for (var cell = 0; cell < index.Cells.Length; cell++)
            {
                if (state.IsOverspent(cell))
                {
                    passed.Enqueue(cell);
                }
            }

            if (passed.Count == 0 || repairMoves <= 0)
            {
                break;
            }

            while (repairMoves > 0 && !Repairs() && passed.Count > 0)
            {
                // A cell that nothing helps waits for the next round.
            }
        }

        passed.Clear();
    }

    private bool Repairs()
    {
        var before = journal.Count;
        var whole = Chain(Math.Min(repairMoves, RepairMovesPerPayment * index.Count));
        repairMoves -= Math.Max(1, journal.Count - before);
        return whole;
    }

    /// <summary>Forces deferred payments in, one at a time.</summary>
    /// <param name="bound">No choice settles more: there it ends.</param>
    public void Search(int steps, Int128 bound)
    {
        int[] waiting = [.. Enumerable.Range(0, index.Count).Where(payment => index.MovesFunds(payment))];
        var weight = state.SettledWeight();
        for (var step = 0; step < steps && weight < bound; step++)
        {
            var payment = Waiting(waiting);
            if (payment < 0)
            {
                return;
            }

            weight += Try(payment);
        }
    }

    /// <summary>Some deferred payment: of a few drawn the first.</summary>
    private int Waiting(int[] payments)
    {
        const int Draws = 64;
        for (var draw = 0; draw < Draws; draw++)
        {
            var payment = payments[random.Below(payments.Length)];
            if (state.BatchOf(payment) < 0)
            {
                return payment;
            }
        }

        return Array.Find(payments, payment => state.BatchOf(payment) < 0) is var first && state.BatchOf(first) < 0 ? first : -1;
    }

    /// <summary>The weight gained, 0 where it was undone.</summary>
    private long Try(int payment)
    {
        if (!FlowsAllow(payment, 1) || state.Batches[home[payment]].Size >= index.Problem.MaxBatchSize)
        {
            return 0;
        }

        journal.Clear();
        chain++;
        Move(payment, 1);
        if (!Chain(MaxChain))
        {
            passed.Clear();
            Undo(0);
            return 0;
        }

        Fill();
        long gain = 0;
        foreach (var (moved, batch) in journal)
        {
            gain += batch < 0 ? index.Weight[moved] : -index.Weight[moved];
        }

        if (gain >= 0)
        {
            return gain;
        }

        Undo(0);
        return 0;
    }

    /// <summary>Relieves the queued cells by the cheapest moves; false where none helps or the moves run out.</summary>
    private bool Chain(int moves)
    {
        while (passed.TryDequeue(out var cell))
        {
            while (state.IsOverspent(cell))
            {
                if (moves-- <= 0 || Cheapest(cell) is not (>= 0 and var payment))
                {
                    return false;
                }

                Move(payment, state.BatchOf(payment) < 0 ? 1 : -1);
            }
        }

        return true;
    }

    /// <summary>The payment whose move helps the cell most for its weight, -1 if none does.</summary>
    private int Cheapest(int cell)
    {
        var (best, bestScore) = (-1, 0d);
        foreach (var payment in Some(debits.Of(cell)))
        {
            Consider(payment, -1, cell, ref best, ref bestScore);
        }

        foreach (var payment in Some(credits.Of(cell)))
        {
            Consider(payment, 1, cell, ref best, ref bestScore);
        }

        return best;
    }

    private ReadOnlySpan<int> Some(ReadOnlySpan<int> payments) =>
        payments.Length <= MaxAsked ? payments : payments.Slice(random.Below(payments.Length - MaxAsked + 1), MaxAsked);

    private void Consider(int payment, int sign, int cell, ref int best, ref double bestScore)
    {
        if (state.BatchOf(payment) >= 0 == sign > 0 || movedIn[payment] == chain)
        {
            return;
        }

        var batch = sign > 0 ? home[payment] : state.BatchOf(payment);
        var lack = LackAfter(index.DebitCell[payment], batch, -sign * index.Source[payment])
            + LackAfter(index.CreditCell[payment], batch, sign * index.Destination[payment]);
        var score = ((lack * Lack) - (sign * (double)index.Weight[payment])) * (0.9 + (0.2 * random.Unit()));
        if ((best < 0 || score < bestScore) && Own(cell, payment, batch, sign) < 0 && FlowsAllow(payment, sign)
            && (sign < 0 || state.Batches[batch].Size < index.Problem.MaxBatchSize))
        {
            (best, bestScore) = (payment, score);
        }
    }

    private double Own(int cell, int payment, int batch, int sign) =>
        LackAfter(cell, batch, sign > 0 ? index.Destination[payment] : index.Source[payment]);

    /// <summary>By how much more value the cell lacks once its net in the batch has changed.</summary>
    private double LackAfter(int cell, int batch, long change)
    {
        var net = state.Batches[batch].Net[cell];
        var (use, most) = (state.Use(cell), index.Limits.Spendable[cell]);
        var after = use - Math.Max(0, -net) + Math.Max(0, -(net + change));
        return (Math.Max(0, after - most) - Math.Max(0, use - most)) * unit[cell];
    }

    /// <summary>Whether no bilateral limit is passed by the move.</summary>
    private bool FlowsAllow(int payment, int sign)
    {
        var direction = index.Flows.Direction[payment];
        if (direction < 0)
        {
            return true;
        }

        var batch = state.Batches[sign > 0 ? home[payment] : state.BatchOf(payment)];
        var flow = batch.Flow[direction >> 1];
        var change = sign * ((direction & 1) == 0 ? index.Source[payment] : -index.Source[payment]);
        var way = sign > 0 ? direction : direction ^ 1;
        var along = (way & 1) == 0 ? 1 : -1;
        var growth = Math.Max(0, along * (flow + change)) - Math.Max(0, along * flow);
        return state.FlowUse(way) + growth <= Math.Max(0, index.Flows.Limit[way]);
    }

    /// <summary>What fits of the debits of the cells that the chain has eased, in the order of the lists: the heaviest first.</summary>
    private void Fill()
    {
        for (var step = 0; step < journal.Count && journal.Count < 4 * MaxChain; step++)
        {
            var (payment, batch) = journal[step];
            foreach (var other in Some(debits.Of(batch < 0 ? index.CreditCell[payment] : index.DebitCell[payment])))
            {
                if (state.BatchOf(other) < 0 && movedIn[other] != chain && state.Batches[home[other]] is var own
                    && own.Size < index.Problem.MaxBatchSize && state.Fits(other, own))
                {
                    Move(other, 1);
                }
            }
        }

        passed.Clear();
    }

    private void Move(int payment, int sign)
    {
        var batch = state.BatchOf(payment);
        journal.Add((payment, batch));
        movedIn[payment] = chain;
        if (sign > 0)
        {
            state.Add(payment, home[payment]);
            passed.Enqueue(index.DebitCell[payment]);
        }
        else
        {
            state.Remove(payment);
            passed.Enqueue(index.CreditCell[payment]);
        }
    }

    private void Undo(int keep)
    {
        for (var step = journal.Count - 1; step >= keep; step--)
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
}
