using Settlement.Domain.Batches;
using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Pricing;

/// <summary>
/// A cost that no admissible plan of the problem undercuts, in whatever way it batches. Admissible is what the checker accepts: every limit kept
/// and nothing deferred that fits beside the plan.
/// </summary>
/// <remarks>
/// Proof. Let D be the payments that a plan defers and S those it settles. A payment's deferral cost is cut, before any plan is looked at, into disjoint
/// shares: one for its currency pair, one for each cell (participant, currency) it touches. The plan pays all shares of D, and its wires and
/// spread; the bound adds what each pair and each cell must pay of these. No share, wire or trade is counted by two of them.
/// <list type="number">
/// <item>No rate: such a payment is in D always, and pays its deferral.</item>
/// <item>Sure: where the debits of a cell all together keep its liquidity and a bilateral limit holds all that flows its way, a payment fits whatever
/// else a plan does, so it is in S always. Below, D means payments that are not sure.</item>
/// <item>Pair: let R be the residual if all settled, in base, h the price of trading one unit of it, b each payment's amount in base. The residuals
/// of all batches sum to at least |R| - (sum of b over D) in absolute value. With shares of at least r per unit the pair pays at least
/// h (|R| - x) + r x for some x in [0, |R|], so at least min(h, r) |R|.</item>
/// <item>Cell, net mode: let T be its net if all settled, not zero. If no batch has a wire there, all nets are zero, so deferred payments at the
/// cell sum to at least |T|: it pays at least the least share and at least |T| times the least share per unit. Else it pays a wire, and a net
/// wire belongs to one cell. A debit that the cell's liquidity alone could carry and no bilateral limit holds counts in neither: deferred it proves that
/// other debits use the liquidity, so that there is a wire.</item>
/// <item>Cell without the liquidity: what batches net against it sums to at least its settled debits less all credits it can ever get. Where its debits
/// pass these and its liquidity by F, deferred debits there sum to at least F, and pay as in 4; and the wire on top, where all debits are of the kind
/// whose deferral proves one.</item>
/// <item>Gross mode: a cross-currency payment pays two wires or its share; so, with one wire, does one of two participants that have nothing to offset in its currency.
/// Those that have: as 4 with T their net, since settled ones take a wire each, or one a group that does not net to zero. Liquidity: as 5, shares
/// whole; the greater of this sum and the wires' counts.</item>
/// </list>
/// Everything is rounded down, in integers.
/// </remarks>
internal sealed class LowerBound
{
    private readonly IndexedProblem index;
    private readonly long fee;
    private readonly bool[] isSure;

    // By payment: what is left of its deferral cost to share out.
    private readonly long[] share;

    private LowerBound(IndexedProblem index)
    {
        this.index = index;
        fee = index.Problem.Costs.WireFeeMinor;
        isSure = SurePayments.Of(index);
        share = Array.ConvertAll(index.Value, value => Price.Deferral(value, index.Problem.Costs));
    }

    public static long Of(IndexedProblem index) => new LowerBound(index).Sum();

    private long Sum()
    {
        var bound = 0L;
        for (var i = 0; i < share.Length; i++)
        {
            bound += index.IsSettleable[i] ? 0 : share[i];
        }

        // Takes the pairs' shares out of the payments' and leaves the rest.
        bound += PairBound.Sum(index, isSure, share);
        return bound + (index.Problem.Mode == SettlementMode.Gross ? Math.Max(GrossWires(), Liquidity(share).Sum()) : NetCells());
    }

    private long NetCells()
    {
        var wires = new ScarceShares(index.Cells.Length);
        for (var i = 0; i < share.Length; i++)
        {
            if (Counts(i))
            {
                wires.Total(index.DebitCell[i], -index.Source[i]);
                wires.Total(index.CreditCell[i], index.Destination[i]);
            }
        }

        var excess = Excess();
        var debit = new long[share.Length];
        var provesWire = Enumerable.Repeat(true, index.Cells.Length).ToArray();
        for (var i = 0; i < share.Length; i++)
        {
            if (!Counts(i) || isSure[i])
            {
                continue;
            }

            // No cell pays more than a wire on the credit side. The debit side needs its share where deferring can spare the wire.
            var cell = index.DebitCell[i];
            var spares = index.Flows.Direction[i] >= 0 || index.Source[i] > index.Limits.Spendable[cell];
            provesWire[cell] &= !spares;
            var credit = Math.Min(spares || excess[cell] > 0 ? share[i] / 2 : share[i], fee);
            debit[i] = share[i] - credit;
            wires.Offer(index.CreditCell[i], credit, index.Destination[i]);
            if (spares)
            {
                wires.Offer(cell, debit[i], index.Source[i]);
            }
        }

        var sum = 0L;
        var liquidity = Liquidity(debit);
        for (var cell = 0; cell < liquidity.Length; cell++)
        {
            sum += excess[cell] > 0 && provesWire[cell]
                ? liquidity[cell] + fee
                : Math.Max(liquidity[cell], Math.Min(fee, wires.LeastToMove(cell)));
        }

        return sum;
    }

    /// <summary>Point 5, by cell.</summary>
    private long[] Liquidity(long[] debitShare)
    {
        var excess = Excess();
        var scarce = new ScarceShares(excess.Length);
        for (var cell = 0; cell < excess.Length; cell++)
        {
            scarce.Total(cell, excess[cell]);
        }

        for (var i = 0; i < share.Length; i++)
        {
            if (Counts(i))
            {
                scarce.Offer(index.DebitCell[i], debitShare[i], index.Source[i]);
            }
        }

        var least = new long[excess.Length];
        for (var cell = 0; cell < least.Length; cell++)
        {
            least[cell] = scarce.LeastToMove(cell);
        }

        return least;
    }

    /// <summary>F of point 5, by cell.</summary>
    private long[] Excess()
    {
        var excess = new long[index.Cells.Length];
        for (var i = 0; i < share.Length; i++)
        {
            if (Counts(i))
            {
                excess[index.DebitCell[i]] += index.Source[i];
                excess[index.CreditCell[i]] -= index.Destination[i];
            }
        }

        for (var cell = 0; cell < excess.Length; cell++)
        {
            excess[cell] = Math.Max(0, excess[cell] - index.Limits.Spendable[cell]);
        }

        return excess;
    }

    /// <summary>Point 6 without liquidity.</summary>
    private long GrossWires()
    {
        var numbers = new Dictionary<(int, int), int>();
        var forward = new List<int>();
        var backward = new List<int>();
        var sum = 0L;
        for (var i = 0; i < share.Length; i++)
        {
            if (Counts(i) && index.Payments[i].IsCrossCurrency)
            {
                sum += isSure[i] ? 2 * fee : Math.Min(share[i], 2 * fee);
            }
            else if (Counts(i) && numbers.TryAdd(PairOf(i), numbers.Count))
            {
                forward.Add(0);
                backward.Add(0);
            }

            if (Counts(i) && !index.Payments[i].IsCrossCurrency)
            {
                (IsForward(i) ? forward : backward)[numbers[PairOf(i)]]++;
            }
        }

        var wires = new ScarceShares(numbers.Count);
        ForEachSameCurrency((payment, pair) => wires.Total(pair, IsForward(payment) ? index.Source[payment] : -index.Source[payment]));
        ForEachSameCurrency((payment, pair) =>
        {
            if (forward[pair] == 0 || backward[pair] == 0)
            {
                sum += isSure[payment] ? fee : Math.Min(share[payment], fee);
            }
            else if (!isSure[payment])
            {
                wires.Offer(pair, share[payment], index.Source[payment]);
            }
        });

        for (var pair = 0; pair < numbers.Count; pair++)
        {
            sum += forward[pair] == 0 || backward[pair] == 0 ? 0 : Math.Min(fee, wires.LeastToMove(pair));
        }

        return sum;

        void ForEachSameCurrency(Action<int, int> action)
        {
            for (var i = 0; i < share.Length; i++)
            {
                if (Counts(i) && !index.Payments[i].IsCrossCurrency)
                {
                    action(i, numbers[PairOf(i)]);
                }
            }
        }
    }

    private (int, int) PairOf(int payment) => IsForward(payment)
        ? (index.DebitCell[payment], index.CreditCell[payment])
        : (index.CreditCell[payment], index.DebitCell[payment]);

    private bool IsForward(int payment) => index.DebitCell[payment] < index.CreditCell[payment];

    private bool Counts(int payment) => index.IsSettleable[payment] && !index.IsOnUs(payment);
}
