namespace Settlement.Optimization.Selection;

/// <summary>
/// Clears cycles of waiting payments: each of them lacks what the one before it brings, so none settles alone and all do together (obligation
/// clearing: Fleischman, Dini and Littera, Liquidity-saving through obligation-clearing and mutual credit, JRFM 13, 2020). From a payment it
/// goes back from debtor to debtor, each time over the waiting credit of the batch that covers what is lacking most closely, until the cycle
/// closes or somebody can pay. A cycle that does neither within <see cref="MaxLength"/> payments is undone.
/// </summary>
internal sealed class CycleClearing
{
    /// <summary>Payments of a cycle: interbank networks are a few steps wide.</summary>
    private const int MaxLength = 8;

    /// <summary>Waiting credits that are looked at for one step; the heaviest.</summary>
    private const int MaxAsked = 128;

    private readonly PlanState state;
    private readonly int[] home;
    private readonly CellPayments credits;
    private readonly List<int> cycle = new(MaxLength);

    private CycleClearing(PlanState state, int[] home)
    {
        (this.state, this.home) = (state, home);
        credits = new CellPayments(state.Index, state.Index.CreditCell);
    }

    /// <param name="order">Whose cycles are tried first.</param>
    /// <param name="home">By payment, its batch: only payments of one batch clear each other.</param>
    public static void Run(PlanState state, int[] order, int[] home)
    {
        var clearing = new CycleClearing(state, home);
        foreach (var payment in order)
        {
            if (state.BatchOf(payment) < 0 && state.Index.MovesFunds(payment))
            {
                clearing.Try(payment);
            }
        }
    }

    private void Try(int first)
    {
        cycle.Clear();
        for (var next = first; next >= 0 && cycle.Count < MaxLength; next = Covering(state.Index.DebitCell[next]))
        {
            if (!HasRoom(next))
            {
                break;
            }

            state.Add(next, home[next]);
            cycle.Add(next);
            if (!state.IsOverspent(state.Index.DebitCell[next]))
            {
                return;
            }
        }

        foreach (var payment in cycle)
        {
            state.Remove(payment);
        }
    }

    private bool HasRoom(int payment)
    {
        var batch = state.Batches[home[payment]];
        return batch.Size < state.Index.Problem.MaxBatchSize && state.FlowFits(payment, batch);
    }

    /// <summary>The least waiting credit of the batch that covers what the cell lacks, -1 if none does.</summary>
    private int Covering(int cell)
    {
        var lack = state.Use(cell) - state.Index.Limits.Spendable[cell];
        var best = -1;
        var asked = 0;
        foreach (var payment in credits.Of(cell))
        {
            if (state.BatchOf(payment) >= 0 || home[payment] != home[cycle[0]])
            {
                continue;
            }

            if (state.Index.Destination[payment] >= lack && (best < 0 || state.Index.Destination[payment] < state.Index.Destination[best]))
            {
                best = payment;
            }

            if (++asked == MaxAsked)
            {
                break;
            }
        }

        return best;
    }
}
