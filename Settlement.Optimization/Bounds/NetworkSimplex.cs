namespace Settlement.Optimization.Bounds;

/// <summary>
/// The circulation of the greatest profit, by the primal network simplex method (Ahuja, Magnanti and Orlin, Network Flows, 1993, chapter
/// 11), in integers. Node 0 is the ground; every other node may drain to it for nothing, so the empty flow over all drains is the first
/// tree. Trees stay strongly feasible (Cunningham 1976), so pivots do not cycle.
/// </summary>
/// <remarks>An arc's reduced profit is its profit plus the price of its head less that of its tail; the price of a node is what one more
/// unit there would earn.</remarks>
internal sealed class NetworkSimplex
{
    /// <summary>Arcs that a scan found to earn and that later pivots ask first, where arcs are so many that a scan takes as long as many
    /// pivots; where they are few, a fresh scan finds better ones.</summary>
    private const int MaxCandidates = 24;
    private const int ManyArcs = 4_096;

    private readonly int nodes;
    private readonly int arcs;
    private readonly int[] tail;
    private readonly int[] head;
    private readonly long[] capacity;
    private readonly long[] profit;
    private readonly long[] flow;
    private readonly ArcState[] state;
    private readonly int[] parent;
    private readonly int[] treeArc;
    private readonly int[] depth;
    private readonly int[] firstChild;
    private readonly int[] nextSibling;
    private readonly int[] previousSibling;
    private readonly long[] price;
    private readonly int[] stack;
    private readonly int[] candidates = new int[MaxCandidates];
    private int candidateCount;
    private int scan;

    /// <param name="nodes">With the ground.</param>
    /// <param name="tails">Of the arcs beside the drains.</param>
    public NetworkSimplex(int nodes, ReadOnlySpan<int> tails, ReadOnlySpan<int> heads, ReadOnlySpan<long> capacities)
    {
        this.nodes = nodes;
        arcs = tails.Length + nodes - 1;
        (tail, head, capacity, profit) = (new int[arcs], new int[arcs], new long[arcs], new long[arcs]);
        tails.CopyTo(tail);
        heads.CopyTo(head);
        capacities.CopyTo(capacity);
        (flow, state, price, stack) = (new long[arcs], new ArcState[arcs], new long[nodes], new int[nodes]);
        (parent, treeArc, depth) = (new int[nodes], new int[nodes], new int[nodes]);
        (firstChild, nextSibling, previousSibling) = (Filled(nodes), Filled(nodes), Filled(nodes));
        parent[0] = treeArc[0] = -1;
        for (var node = 1; node < nodes; node++)
        {
            var drain = tails.Length + node - 1;
            (tail[drain], head[drain], capacity[drain], state[drain]) = (node, 0, long.MaxValue / 4, ArcState.Tree);
            (treeArc[node], depth[node]) = (drain, 1);
            Attach(node, 0);
        }
    }

    private enum ArcState : byte
    {
        Empty,
        Full,
        Tree,
    }

    public long Flow(int arc) => flow[arc];

    public long Price(int node) => price[node];

    /// <summary>The arc that joins the node to the tree: only such arcs carry a flow between nothing and their capacity.</summary>
    public int TreeArc(int node) => treeArc[node];

    /// <summary>Pivots until no arc earns more, or the limit is reached: then the flow is feasible, but the prices are not the best.</summary>
    /// <param name="profits">Per unit, by arc; as many as arcs were given.</param>
    /// <returns>The pivots that it took.</returns>
    public int Solve(ReadOnlySpan<long> profits, int maxPivots)
    {
        profits.CopyTo(profit);
        PriceSubtree(0);
        candidateCount = 0;
        var pivots = 0;
        while (pivots < maxPivots && Entering() is var arc and >= 0)
        {
            Pivot(arc);
            pivots++;
        }

        return pivots;
    }

    /// <summary>The best of the candidates that are left; where none is, those of the first block that has any, round from where the last scan
    /// ended (multiple partial pricing). A whole round without one ends the search.</summary>
    private int Entering()
    {
        if (arcs < ManyArcs)
        {
            candidateCount = 0;
        }

        var best = BestCandidate();
        return best >= 0 ? best : Scan();
    }

    private int BestCandidate()
    {
        var (best, bestGain, kept) = (-1, 0L, 0);
        for (var place = 0; place < candidateCount; place++)
        {
            var gain = Gain(candidates[place]);
            if (gain <= 0)
            {
                continue;
            }

            candidates[kept++] = candidates[place];
            if (gain > bestGain)
            {
                (best, bestGain) = (candidates[place], gain);
            }
        }

        candidateCount = kept;
        return best;
    }

    private int Scan()
    {
        var block = Math.Max(32, (int)Math.Sqrt(arcs) * 2);
        var (best, bestGain, inBlock) = (-1, 0L, 0);
        for (var seen = 0; seen < arcs; seen++)
        {
            var arc = scan;
            scan = scan + 1 == arcs ? 0 : scan + 1;
            var gain = Gain(arc);
            if (gain > 0)
            {
                Keep(arc);
                if (gain > bestGain)
                {
                    (best, bestGain) = (arc, gain);
                }
            }

            if (++inBlock == block)
            {
                if (best >= 0)
                {
                    break;
                }

                inBlock = 0;
            }
        }

        return best;
    }

    private void Keep(int arc)
    {
        if (candidateCount < MaxCandidates)
        {
            candidates[candidateCount++] = arc;
        }
    }

    private long Gain(int arc)
    {
        if (state[arc] == ArcState.Tree)
        {
            return 0;
        }

        var reduced = profit[arc] + price[head[arc]] - price[tail[arc]];
        return state[arc] == ArcState.Empty ? reduced : -reduced;
    }

    private void Pivot(int entering)
    {
        var fills = state[entering] == ArcState.Empty;
        var (from, to) = fills ? (tail[entering], head[entering]) : (head[entering], tail[entering]);
        var (least, leaving, below) = (capacity[entering], entering, -1);

        // The last blocking arc on the way round from the apex leaves: ties go to the arc itself before the way down to `from`, and to the
        // way up from `to` before both.
        var (down, up) = (from, to);
        while (down != up)
        {
            if (depth[down] >= depth[up])
            {
                var room = tail[treeArc[down]] == down ? flow[treeArc[down]] : capacity[treeArc[down]] - flow[treeArc[down]];
                if (room < least)
                {
                    (least, leaving, below) = (room, treeArc[down], down);
                }

                down = parent[down];
            }
            else
            {
                up = parent[up];
            }
        }

        var fromSide = true;
        for (up = to; up != down; up = parent[up])
        {
            var room = tail[treeArc[up]] == up ? capacity[treeArc[up]] - flow[treeArc[up]] : flow[treeArc[up]];
            if (room <= least)
            {
                (least, leaving, below, fromSide) = (room, treeArc[up], up, false);
            }
        }

        Push(entering, from, to, down, fills, least);
        if (leaving == entering)
        {
            state[entering] = fills ? ArcState.Full : ArcState.Empty;
            return;
        }

        state[leaving] = flow[leaving] == 0 ? ArcState.Empty : ArcState.Full;
        state[entering] = ArcState.Tree;
        Regraft(fromSide ? from : to, fromSide ? to : from, below, entering);
    }

    private void Push(int entering, int from, int to, int apex, bool fills, long amount)
    {
        if (amount == 0)
        {
            return;
        }

        flow[entering] += fills ? amount : -amount;
        for (var node = from; node != apex; node = parent[node])
        {
            flow[treeArc[node]] += tail[treeArc[node]] == node ? -amount : amount;
        }

        for (var node = to; node != apex; node = parent[node])
        {
            flow[treeArc[node]] += tail[treeArc[node]] == node ? amount : -amount;
        }
    }

    /// <summary>Hangs the subtree of <paramref name="below"/> under <paramref name="under"/>, with <paramref name="root"/> on top.</summary>
    private void Regraft(int root, int under, int below, int arc)
    {
        var (node, above, over) = (root, under, arc);
        while (true)
        {
            var (oldParent, oldArc) = (parent[node], treeArc[node]);
            Detach(node);
            Attach(node, above);
            treeArc[node] = over;
            if (node == below)
            {
                break;
            }

            (above, node, over) = (node, oldParent, oldArc);
        }

        PriceSubtree(root);
    }

    /// <summary>Depths and prices follow from the tree.</summary>
    private void PriceSubtree(int root)
    {
        var count = 0;
        stack[count++] = root;
        while (count > 0)
        {
            var node = stack[--count];
            if (node != 0)
            {
                var (over, arc) = (parent[node], treeArc[node]);
                depth[node] = depth[over] + 1;
                price[node] = tail[arc] == node ? price[over] + profit[arc] : price[over] - profit[arc];
            }

            for (var child = firstChild[node]; child >= 0; child = nextSibling[child])
            {
                stack[count++] = child;
            }
        }
    }

    private void Attach(int node, int under)
    {
        parent[node] = under;
        previousSibling[node] = -1;
        nextSibling[node] = firstChild[under];
        if (firstChild[under] >= 0)
        {
            previousSibling[firstChild[under]] = node;
        }

        firstChild[under] = node;
    }

    private void Detach(int node)
    {
        if (previousSibling[node] >= 0)
        {
            nextSibling[previousSibling[node]] = nextSibling[node];
        }
        else
        {
            firstChild[parent[node]] = nextSibling[node];
        }

        if (nextSibling[node] >= 0)
        {
            previousSibling[nextSibling[node]] = previousSibling[node];
        }
    }

    private static int[] Filled(int length)
    {
        var array = new int[length];
        Array.Fill(array, -1);
        return array;
    }
}
