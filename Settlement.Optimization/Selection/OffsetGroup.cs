namespace Settlement.Optimization.Selection;

/// <summary>Queued payments between two participants in one currency, of which some settle together over one wire of their net.</summary>
internal sealed class OffsetGroup
{
    private readonly PlanState state;
    private readonly List<int> queue;
    private readonly bool[] isMember;
    private readonly int firstCell;
    private readonly int secondCell;
    private readonly int[] counts = new int[2];

    public OffsetGroup(PlanState state, List<int> queue)
    {
        this.state = state;
        this.queue = queue;
        isMember = new bool[queue.Count];
        firstCell = state.Index.DebitCell[queue[0]];
        secondCell = state.Index.CreditCell[queue[0]];
        for (var place = 0; place < queue.Count; place++)
        {
            Include(place, 1);
        }
    }

    /// <summary>What the first participant pays the second, negative where the second pays.</summary>
    public long NetMinor { get; private set; }

    public int DebitCell => NetMinor >= 0 ? firstCell : secondCell;

    public IReadOnlyList<int> Members() => [.. queue.Where((_, place) => isMember[place])];

    /// <summary>Takes payments out until the net fits; false when one direction is empty before it does.</summary>
    public bool Shrink()
    {
        while (counts[0] > 0 && counts[1] > 0)
        {
            if (Fits(NetMinor))
            {
                return true;
            }

            var payer = NetMinor > 0 ? 0 : 1;
            var last = queue.Count - 1;
            while (!isMember[last] || Side(last) != payer)
            {
                last--;
            }

            Include(last, -1);
        }

        return false;
    }

    /// <summary>Brings back what fits, in the queue's order.</summary>
    public void Grow()
    {
        for (var place = 0; place < queue.Count; place++)
        {
            if (!isMember[place] && Fits(NetMinor + Signed(place)))
            {
                Include(place, 1);
            }
        }
    }

    private bool Fits(long net)
    {
        if (net == 0)
        {
            return true;
        }

        var (cell, amount) = net > 0 ? (firstCell, net) : (secondCell, -net);
        if (state.Use(cell) + amount > state.Index.Limits.Spendable[cell])
        {
            return false;
        }

        // The flow of a batch of its own: what stands in a batch already can only make it less.
        var direction = DirectionFrom(cell);
        return direction < 0 || state.FlowUse(direction) + amount <= Math.Max(0, state.Index.Flows.Limit[direction]);
    }

    private int DirectionFrom(int cell)
    {
        var direction = state.Index.Flows.Direction[queue[0]];
        return direction < 0 || cell == firstCell ? direction : direction ^ 1;
    }

    private void Include(int place, int sign)
    {
        isMember[place] = sign > 0;
        counts[Side(place)] += sign;
        NetMinor += sign * Signed(place);
    }

    private int Side(int place) => state.Index.DebitCell[queue[place]] == firstCell ? 0 : 1;

    private long Signed(int place) => Side(place) == 0 ? state.Index.Source[queue[place]] : -state.Index.Source[queue[place]];
}
