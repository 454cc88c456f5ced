using Settlement.Domain.Batches;
using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Bounds;

/// <summary>
/// The linear relaxation as a network: funds flow from the ground through the cells along the payments, at most as much as a cell may
/// spend. Amounts are in the cost currency, where conversion at mid gains and loses nothing, so that the relaxation is a pure network.
/// What the conversion rounds only loosens the prices that come out, never the bound that is evaluated with them.
/// </summary>
internal sealed class RelaxedNetwork
{
    /// <summary>Profits inside the network count in 2^-32 units of weight or cost per unit of volume.</summary>
    private const int ProfitBits = 32;

    /// <summary>Volumes sum to less than this, so that prices times volumes keep their distance from 64 bits.</summary>
    private const int VolumeBits = 58;

    /// <summary>A pivot settles or defers a payment as a rule; so many per arc are far more than any instance has needed.</summary>
    private const int MaxPivotsPerArc = 40;

    /// <summary>What a payment may earn per unit: prices add up along paths and must stay in 64 bits.</summary>
    private const long MaxProfit = 1L << 36;

    /// <summary>What a payment costs per unit that is to wait: more than a path of payments that are to settle earns.</summary>
    private const long Forbidden = -1L << 48;

    private readonly IndexedProblem index;
    private readonly RelaxedTerms terms;
    private readonly List<int> tails = [];
    private readonly List<int> heads = [];
    private readonly List<long> capacities = [];
    private readonly int[] arcOf;
    private readonly int[] liquidityArc;
    private readonly int volumeShift;
    private readonly long[] volume;
    private readonly int[] paymentOf;
    private readonly long[] spare;
    private readonly Dictionary<int, long> rounding = [];
    private readonly int firstExtra;
    private readonly (int First, int Second)[] flowCells;
    private readonly int simplexNodes;
    private readonly NetworkSimplex simplex;
    private readonly long[] profits;
    private readonly long[] weightProfits;

    /// <param name="keptBack">Parts in 1,024 of every cell's liquidity that are kept back.</param>
    public RelaxedNetwork(IndexedProblem index, RelaxedTerms terms, int keptBack = 0)
    {
        (this.index, this.terms) = (index, terms);
        arcOf = new int[index.Count];
        Array.Fill(arcOf, -1);
        volumeShift = PlanCertificate.PriceBits - FineBits();
        volume = new long[index.Count];
        var all = 1L;
        for (var i = 0; i < index.Count; i++)
        {
            volume[i] = Math.Max(1, Volume(index.DebitCell[i], index.Source[i]));
            all += volume[i];
        }

        firstExtra = index.Cells.Length + 1;
        flowCells = new (int, int)[index.Flows.Count];
        Array.Fill(flowCells, (-1, -1));
        liquidityArc = new int[index.Cells.Length];
        spare = new long[index.Cells.Length];
        var dust = Dust();
        for (var cell = 0; cell < liquidityArc.Length; cell++)
        {
            var spendable = Math.Max(0, Volume(cell, index.Limits.Spendable[cell]) - dust[cell]);
            spare[cell] = spendable / 1_024 * keptBack;
            liquidityArc[cell] = Add(0, Node(cell), Math.Min(all, spendable - spare[cell]));
        }

        var nodes = terms.Pairs is { } pairs ? AddGross(pairs, all) : AddNet(all);
        simplexNodes = nodes;
        simplex = new NetworkSimplex(
            nodes, [.. tails], [.. heads], [.. capacities]);
        profits = new long[tails.Count];
        weightProfits = WeightProfits();
        paymentOf = new int[tails.Count + nodes];
        Array.Fill(paymentOf, -1);
        for (var i = 0; i < index.Count; i++)
        {
            if (arcOf[i] >= 0)
            {
                paymentOf[arcOf[i]] = i;
            }
        }
    }

    /// <summary>Which part of the payment the relaxation settles.</summary>
    public double Part(int payment) => arcOf[payment] >= 0 ? (double)simplex.Flow(arcOf[payment]) / volume[payment]
        : index.MaySettle[payment] ? 1 : 0;

    /// <summary>Payments that the relaxation settles in part, the largest first; as many as there are nodes at most.</summary>
    public void CopySplitTo(List<int> payments)
    {
        payments.Clear();
        for (var node = 1; node < simplexNodes; node++)
        {
            var payment = paymentOf[simplex.TreeArc(node)];
            if (payment >= 0 && simplex.Flow(arcOf[payment]) is var flow && flow > 0 && flow < volume[payment])
            {
                payments.Add(payment);
            }
        }

        payments.Sort((a, b) => volume[b] != volume[a] ? volume[b].CompareTo(volume[a]) : a.CompareTo(b));
    }

    /// <summary>Whether every split payment can be settled or deferred whole, whichever is nearer, out of what was kept back and what is
    /// left over (net mode, limits of flows aside).</summary>
    public bool CanRound(List<int> split)
    {
        rounding.Clear();
        foreach (var payment in split)
        {
            var flow = simplex.Flow(arcOf[payment]);
            var change = (2 * flow >= volume[payment] ? volume[payment] : 0) - flow;
            var (debit, credit) = (index.DebitCell[payment], index.CreditCell[payment]);
            rounding[debit] = rounding.GetValueOrDefault(debit) - change;
            rounding[credit] = rounding.GetValueOrDefault(credit) + change;
        }

        foreach (var (cell, change) in rounding)
        {
            if (change + spare[cell] + Left(cell) < 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Liquidity and credits that the relaxation does not use.</summary>
    private long Left(int cell) => capacities[liquidityArc[cell]] - simplex.Flow(liquidityArc[cell]) + simplex.Flow(tails.Count + cell);

    /// <summary>Prices that bound the weight: best for the relaxation.</summary>
    public Prices PriceWeight(Fixing[] fixings)
    {
        SeekWeight(fixings);
        return Solve(0);
    }

    /// <summary>Sets the profits to the weights.</summary>
    public void SeekWeight(Fixing[] fixings)
    {
        weightProfits.CopyTo(profits, 0);
        Fix(fixings);
    }

    private long[] WeightProfits()
    {
        for (var i = 0; i < index.Count; i++)
        {
            SetProfit(i, ((Int128)index.Weight[i] << ProfitBits) / volume[i]);
        }

        return profits.AsSpan().ToArray();
    }

    private void Fix(Fixing[] fixings)
    {
        foreach (var (payment, settles) in fixings)
        {
            Fix(payment, settles);
        }
    }

    /// <summary>From now on the payment is settled whole if that is feasible, or deferred.</summary>
    public void Fix(int payment, bool settles) => profits[arcOf[payment]] = settles ? MaxProfit : Forbidden;

    /// <summary>Changes a payment's profit by some parts in 1,024.</summary>
    public void Perturb(int payment, int parts)
    {
        if (arcOf[payment] >= 0)
        {
            profits[arcOf[payment]] += profits[arcOf[payment]] / 1_024 * parts;
        }
    }

    /// <summary>Solves for the profits as they are set, from the last solution on.</summary>
    public int Resolve() => simplex.Solve(profits, MaxPivotsPerArc * (profits.Length + index.Cells.Length));

    /// <summary>Prices that bound the cost, where a unit of weight is worth so much (2^-40 units).</summary>
    public Prices PriceCost(long weightPrice, Fixing[] fixings)
    {
        const int Shift = PlanCertificate.PriceBits - ProfitBits;
        for (var i = 0; i < index.Count; i++)
        {
            var saved = ((Int128)(terms.Deferral[i] - terms.Fees[i]) << ProfitBits) - (terms.Spread[i] >> Shift)
                + (((Int128)weightPrice * index.Weight[i]) >> Shift);
            SetProfit(i, saved / volume[i]);
        }

        for (var cell = 0; cell < liquidityArc.Length; cell++)
        {
            profits[liquidityArc[cell]] = -InVolume(cell, terms.FreePrice[cell]);
        }

        Fix(fixings);
        return Solve(weightPrice);
    }

    private Prices Solve(long weightPrice)
    {
        Resolve();
        var cell = new long[index.Cells.Length];
        for (var c = 0; c < cell.Length; c++)
        {
            cell[c] = Math.Max(0, InMinor(c, simplex.Price(Node(c))));
        }

        var direction = new long[terms.Pairs is null ? index.Flows.Count * 2 : 0];
        for (var flow = 0; flow < direction.Length / 2; flow++)
        {
            var (first, second) = flowCells[flow];
            if (first >= 0)
            {
                var through = InMinor(first, simplex.Price(firstExtra + flow));
                direction[2 * flow] = IsLimited(flow, 0) ? Math.Max(0, cell[second] - through) : 0;
                direction[(2 * flow) + 1] = IsLimited(flow, 1) ? Math.Max(0, through - cell[second]) : 0;
            }
        }

        return new Prices(cell, direction, terms.Pairs is { } pairs ? PairPrices(pairs, cell) : [], weightPrice);
    }

    private long[] PairPrices(OffsetPairs pairs, long[] cell)
    {
        var prices = new long[pairs.Cells.Length];
        for (var pair = 0; pair < prices.Length; pair++)
        {
            var (low, high) = pairs.Cells[pair];
            var price = InMinor(low, simplex.Price(firstExtra + (2 * pair)) - simplex.Price(firstExtra + (2 * pair) + 1));
            var flow = pairs.Flow[pair];
            prices[pair] = Math.Clamp(
                price,
                IsLimited(flow, 1) ? long.MinValue / 2 : -cell[high],
                IsLimited(flow, 0) ? long.MaxValue / 2 : cell[low]);
        }

        return prices;
    }

    /// <summary>A payment within one currency whose flow is limited runs through a node of that flow: what leaves it for the second
    /// participant, less what comes back, is the net flow.</summary>
    private int AddNet(long all)
    {
        for (var i = 0; i < index.Count; i++)
        {
            if (!index.MovesFunds(i))
            {
                continue;
            }

            var (debit, credit, direction) = (index.DebitCell[i], index.CreditCell[i], index.Flows.Direction[i]);
            if (direction < 0 || index.Payments[i].IsCrossCurrency)
            {
                arcOf[i] = Add(Node(debit), Node(credit), volume[i]);
                continue;
            }

            var (flow, forward) = (direction >> 1, (direction & 1) == 0);
            var node = firstExtra + flow;
            if (flowCells[flow].First < 0)
            {
                flowCells[flow] = forward ? (debit, credit) : (credit, debit);
                Add(node, Node(flowCells[flow].Second), LimitVolume(debit, direction & ~1, all));
                Add(Node(flowCells[flow].Second), node, LimitVolume(debit, direction | 1, all));
            }

            arcOf[i] = forward ? Add(Node(debit), node, volume[i]) : Add(node, Node(credit), volume[i]);
        }

        return firstExtra + index.Flows.Count;
    }

    /// <summary>What a participant receives pays for nothing but its payments to the same other participant.</summary>
    private int AddGross(OffsetPairs pairs, long all)
    {
        for (var pair = 0; pair < pairs.Cells.Length; pair++)
        {
            var (low, high) = pairs.Cells[pair];
            var (flow, node) = (pairs.Flow[pair], firstExtra + (2 * pair));
            Add(Node(low), node, flow < 0 ? all : LimitVolume(low, 2 * flow, all));
            Add(Node(high), node + 1, flow < 0 ? all : LimitVolume(high, (2 * flow) + 1, all));
        }

        for (var i = 0; i < index.Count; i++)
        {
            if (index.MovesFunds(i))
            {
                var (pair, up) = (pairs.Of[i], OffsetPairs.IsUp(index, i));
                var node = firstExtra + (2 * pair);
                arcOf[i] = pair < 0 ? Add(Node(index.DebitCell[i]), 0, volume[i])
                    : up ? Add(node, node + 1, volume[i]) : Add(node + 1, node, volume[i]);
            }
        }

        return firstExtra + (2 * pairs.Cells.Length);
    }

    /// <summary>By cell, what rounding its payments to volumes may hide: a choice of the network must fit to the minor unit.</summary>
    private long[] Dust()
    {
        var dust = new long[index.Cells.Length];
        for (var i = 0; i < index.Count; i++)
        {
            dust[index.DebitCell[i]]++;
            dust[index.CreditCell[i]] += index.Payments[i].IsCrossCurrency ? 2 + Volume(index.CreditCell[i], 1) : 1;
        }

        return dust;
    }

    private static int Node(int cell) => cell + 1;

    private int Add(int tail, int head, long capacity)
    {
        tails.Add(tail);
        heads.Add(head);
        capacities.Add(capacity);
        return tails.Count - 1;
    }

    private void SetProfit(int payment, Int128 perUnit)
    {
        if (arcOf[payment] >= 0)
        {
            profits[arcOf[payment]] = (long)Int128.Clamp(perUnit, -MaxProfit, MaxProfit);
        }
    }

    private bool IsLimited(int flow, int way) => flow >= 0 && index.Flows.Limit[(2 * flow) + way] != IndexedProblem.NoLimit;

    private long LimitVolume(int cell, int direction, long all) => index.Flows.Limit[direction] == IndexedProblem.NoLimit
        ? all
        : Math.Min(all, Volume(cell, Math.Max(0, index.Flows.Limit[direction])));

    /// <summary>Volumes are values in the cost currency with up to 8 binary places, as many as fit.</summary>
    private int FineBits()
    {
        UInt128 sum = 1;
        for (var i = 0; i < index.Count; i++)
        {
            var unit = terms.UnitValue[index.DebitCell[i]];
            sum += unit == 0 ? (UInt128)index.Source[i] : (UInt128)(((Int128)index.Source[i] * unit) >> PlanCertificate.PriceBits);
        }

        return Math.Min(8, VolumeBits - (128 - (int)UInt128.LeadingZeroCount(sum)));
    }

    /// <summary>Minor units of a cell's currency in units of the network; without a rate, their number.</summary>
    private long Volume(int cell, long minor) =>
        (long)Int128.Min(1L << VolumeBits, ((Int128)minor * Unit(cell)) >> volumeShift);

    /// <summary>A price of the network in 2^-40 units per minor unit of the cell's currency.</summary>
    private long InMinor(int cell, long price) =>
        (long)(((Int128)price * Unit(cell)) >> (ProfitBits - PlanCertificate.PriceBits + volumeShift));

    private long InVolume(int cell, long price) =>
        (long)(((Int128)price << (ProfitBits - PlanCertificate.PriceBits + volumeShift)) / Unit(cell));

    private long Unit(int cell) => terms.UnitValue[cell] == 0 ? 1L << PlanCertificate.PriceBits : terms.UnitValue[cell];
}
