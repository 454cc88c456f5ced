using Settlement.Domain.Batches;

namespace Settlement.Optimization.Selection;

/// <summary>
/// Which payment is in which batch, and exactly what that uses of every limit. Use of a cell is the sum of the wires that would debit it:
/// in net mode over the batches what each nets against it, in gross mode its payments' amounts. Credits of one batch never pay for another.
/// </summary>
internal sealed class PlanState(IndexedProblem index)
{
    private readonly bool gross = index.Problem.Mode == SettlementMode.Gross;
    private readonly List<OpenBatch> batches = [];
    private readonly long[] use = new long[index.Cells.Length];
    private readonly long[] flowUse = new long[index.Flows.Count * 2];
    private readonly int[] batchOf = Filled(index.Count, -1);
    private readonly bool[] isOffset = new bool[index.Count];

    // Refill asks a deferred payment again only where something it depends on has eased since.
    private readonly int[] cellEased = new int[index.Cells.Length];
    private readonly int[] flowEased = new int[index.Flows.Count * 2];
    private int clock;

    public IndexedProblem Index => index;

    public IReadOnlyList<OpenBatch> Batches => batches;

    public int Clock => clock;

    /// <summary>The payment's batch, -1 while it is deferred.</summary>
    public int BatchOf(int payment) => batchOf[payment];

    /// <summary>Whether the payment settles in an offset group (gross mode), not on a wire of its own.</summary>
    public bool IsOffset(int payment) => isOffset[payment];

    public long Use(int cell) => use[cell];

    public long FlowUse(int direction) => flowUse[direction];

    public bool IsOverspent(int cell) => use[cell] > index.Limits.Spendable[cell];

    public bool IsOverflown(int direction) => flowUse[direction] > Math.Max(0, index.Flows.Limit[direction]);

    public int OpenBatch()
    {
        batches.Add(new OpenBatch(gross ? 0 : index.Cells.Length, index.Flows.Count));
        return batches.Count - 1;
    }

    /// <summary>By how much the payment's debit cell is used more if it joins the batch (null: a batch of its own).</summary>
    public long UseGrowth(int payment, OpenBatch? batch)
    {
        if (index.IsOnUs(payment))
        {
            return 0;
        }

        var net = gross || batch is null ? 0 : batch.Net[index.DebitCell[payment]];
        return Math.Max(0, index.Source[payment] - net) - Math.Max(0, -net);
    }

    /// <summary>What the batch nets to at the cell; 0 in gross mode, where nothing nets.</summary>
    public long NetOf(int cell, int batch) => gross ? 0 : batches[batch].Net[cell];

    /// <summary>Whether the payment's debtor could pay for it in a batch that nets to so much there.</summary>
    public bool FitsAt(int payment, long net)
    {
        var cell = index.DebitCell[payment];
        var growth = index.IsOnUs(payment) ? 0 : Math.Max(0, index.Source[payment] - net) - Math.Max(0, -net);
        return use[cell] + growth <= index.Limits.Spendable[cell];
    }

    /// <summary>By how much the payment's direction flows more if it joins the batch (null: a batch of its own).</summary>
    public long FlowGrowth(int payment, OpenBatch? batch)
    {
        var direction = index.Flows.Direction[payment];
        return direction < 0 ? 0 : FlowGrowth(direction, index.Source[payment], batch);
    }

    public bool Fits(int payment, OpenBatch? batch)
    {
        var cell = index.DebitCell[payment];
        if (use[cell] + UseGrowth(payment, batch) > index.Limits.Spendable[cell])
        {
            return false;
        }

        return FlowFits(payment, batch);
    }

    /// <summary>Whether the payment's bilateral limit allows it in the batch (null: a batch of its own).</summary>
    public bool FlowFits(int payment, OpenBatch? batch)
    {
        var direction = index.Flows.Direction[payment];
        return direction < 0 || flowUse[direction] + FlowGrowth(payment, batch) <= Math.Max(0, index.Flows.Limit[direction]);
    }

    public bool HasEasedSince(int payment, int moment)
    {
        var direction = index.Flows.Direction[payment];
        return cellEased[index.DebitCell[payment]] > moment || (direction >= 0 && flowEased[direction] > moment);
    }

    public void Add(int payment, int batch) => Move(payment, batch, 1);

    public void Remove(int payment) => Move(payment, batchOf[payment], -1);

    /// <summary>Adds payments that share one wire of their net: <paramref name="netMinor"/> debits <paramref name="debitCell"/> (gross
    /// mode).</summary>
    public void AddGroup(IReadOnlyList<int> payments, int batch, int debitCell, long netMinor)
    {
        clock++;
        foreach (var payment in payments)
        {
            batchOf[payment] = batch;
            isOffset[payment] = true;
            MoveFlow(payment, batches[batch], 1);
        }

        batches[batch].Size += payments.Count;
        use[debitCell] += netMinor;
    }

    /// <summary>Settled weight: what selection maximises.</summary>
    public Int128 SettledWeight()
    {
        Int128 sum = 0;
        for (var i = 0; i < batchOf.Length; i++)
        {
            if (batchOf[i] >= 0)
            {
                sum += index.Weight[i];
            }
        }

        return sum;
    }

    private void Move(int payment, int batch, int sign)
    {
        var open = batches[batch];
        open.Size += sign;
        batchOf[payment] = sign > 0 ? batch : -1;
        clock++;
        MoveFlow(payment, open, sign);
        if (index.IsOnUs(payment))
        {
            return;
        }

        if (gross)
        {
            use[index.DebitCell[payment]] += sign * index.Source[payment];
            return;
        }

        MoveNet(open, index.DebitCell[payment], -sign * index.Source[payment]);
        MoveNet(open, index.CreditCell[payment], sign * index.Destination[payment]);
    }

    private void MoveNet(OpenBatch batch, int cell, long change)
    {
        var before = batch.Net[cell];
        var after = before + change;
        batch.Net[cell] = after;
        use[cell] += Math.Max(0, -after) - Math.Max(0, -before);
        if (change > 0)
        {
            cellEased[cell] = clock;
        }
    }

    private void MoveFlow(int payment, OpenBatch batch, int sign)
    {
        var direction = index.Flows.Direction[payment];
        if (direction < 0)
        {
            return;
        }

        var back = direction ^ 1;
        var amount = sign * index.Source[payment];
        flowUse[direction] += FlowGrowth(direction, amount, batch);
        flowUse[back] += FlowGrowth(back, -amount, batch);
        batch.Flow[direction >> 1] += (direction & 1) == 0 ? amount : -amount;
        flowEased[sign > 0 ? back : direction] = clock;
    }

    private static long FlowGrowth(int direction, long amount, OpenBatch? batch)
    {
        var flow = batch is null ? 0 : batch.Flow[direction >> 1];
        var along = (direction & 1) == 0 ? flow : -flow;
        return Math.Max(0, along + amount) - Math.Max(0, along);
    }

    private static int[] Filled(int length, int value)
    {
        var array = new int[length];
        Array.Fill(array, value);
        return array;
    }
}
