using Settlement.Domain.Batches;
using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Pricing;

/// <summary>
/// A cost that no plan of the problem can undercut, in whatever way it batches and defers.
/// </summary>
/// <remarks>
/// Proof. Let D be the payments that a plan defers and S those it settles. A payment's deferral cost d is cut, before any plan is looked at, into disjoint
/// shares: one for its currency pair, one for each cell (participant, currency) it touches. The plan pays all shares of D, and its wires and
/// spread; the bound adds what each pair and each cell must pay of these. No share, wire or trade is counted by two of them.
/// <list type="number">
/// <item>No rate: such a payment is in D always, and pays d.</item>
/// <item>Pair: let R be the residual if all settled, in base, h the price of trading one unit of it, b each payment's amount in base. The residuals
/// of all batches sum to at least |R| - (sum of b over D) in absolute value. With shares of at least r per unit the pair pays at least
/// h (|R| - x) + r x for some x in [0, |R|], so at least min(h, r) |R|.</item>
/// <item>Cell, net mode: let T be its net if all settled, not zero. If no batch has a wire there, all nets are zero, so deferred payments at the
/// cell sum to at least |T|: it pays at least the least share and at least |T| times the least share per unit. Else it pays a wire, and a net
/// wire belongs to one cell.</item>
/// <item>Cell without the liquidity: what batches net against it sums to at least its settled debits less all credits it can ever get. Where its debits
/// pass these and its liquidity by F, deferred debits there sum to at least F, and pay as in 3.</item>
/// <item>Gross mode: a cross-currency payment pays two wires or its share. Same-currency payments of two participants: as 3 with T their net, since settled
/// ones take a wire each, or one a group that does not net to zero. Liquidity: as 4, shares whole; the greater of this sum and the wires' counts.</item>
/// </list>
/// Everything is rounded down, in integers.
/// </remarks>
internal static class LowerBound
{
    public static long Of(IndexedProblem index)
    {
        var costs = index.Problem.Costs;
        var share = new long[index.Count];
        var always = 0L;
        for (var i = 0; i < index.Count; i++)
        {
            share[i] = Price.Deferral(index.Value[i], costs);
            if (!index.IsSettleable[i])
            {
                always += share[i];
                share[i] = 0;
            }
        }

        // Takes the pairs' shares out of the payments' and leaves the rest.
        var bound = always + PairBound.Sum(index, share);
        return bound + (index.Problem.Mode == SettlementMode.Gross
            ? Math.Max(GrossWires(index, share), Liquidity(index, share).Sum())
            : NetCells(index, share));
    }

    private static long NetCells(IndexedProblem index, long[] share)
    {
        var fee = index.Problem.Costs.WireFeeMinor;
        var credit = new long[index.Count];
        var debit = new long[index.Count];
        var wires = new ScarceShares(index.Cells.Length);
        for (var i = 0; i < index.Count; i++)
        {
            // A cell never pays more than a wire on the credit side; liquidity binds on the debit side.
            credit[i] = Math.Min(share[i] / 2, fee);
            debit[i] = share[i] - credit[i];
            if (Counts(index, i))
            {
                wires.Total(index.DebitCell[i], -index.Source[i]);
                wires.Total(index.CreditCell[i], index.Destination[i]);
            }
        }

        for (var i = 0; i < index.Count; i++)
        {
            if (Counts(index, i))
            {
                wires.Offer(index.DebitCell[i], debit[i], index.Source[i]);
                wires.Offer(index.CreditCell[i], credit[i], index.Destination[i]);
            }
        }

        var sum = 0L;
        var liquidity = Liquidity(index, debit);
        for (var cell = 0; cell < liquidity.Length; cell++)
        {
            sum += Math.Max(liquidity[cell], Math.Min(fee, wires.LeastToMove(cell)));
        }

        return sum;
    }

    /// <summary>Point 4, by cell.</summary>
    private static long[] Liquidity(IndexedProblem index, long[] share)
    {
        var excess = new long[index.Cells.Length];
        for (var cell = 0; cell < excess.Length; cell++)
        {
            excess[cell] = -index.Limits.Spendable[cell];
        }

        for (var i = 0; i < index.Count; i++)
        {
            if (Counts(index, i))
            {
                excess[index.DebitCell[i]] += index.Source[i];
                excess[index.CreditCell[i]] -= index.Destination[i];
            }
        }

        var scarce = new ScarceShares(excess.Length);
        for (var cell = 0; cell < excess.Length; cell++)
        {
            scarce.Total(cell, Math.Max(0, excess[cell]));
        }

        for (var i = 0; i < index.Count; i++)
        {
            if (Counts(index, i))
            {
                scarce.Offer(index.DebitCell[i], share[i], index.Source[i]);
            }
        }

        var least = new long[excess.Length];
        for (var cell = 0; cell < least.Length; cell++)
        {
            least[cell] = scarce.LeastToMove(cell);
        }

        return least;
    }

    /// <summary>Point 5 without liquidity.</summary>
    private static long GrossWires(IndexedProblem index, long[] share)
    {
        var fee = index.Problem.Costs.WireFeeMinor;
        var numbers = new Dictionary<(int, int), int>();
        var pair = new int[index.Count];
        var sum = 0L;
        for (var i = 0; i < index.Count; i++)
        {
            pair[i] = -1;
            if (Counts(index, i) && index.Payments[i].IsCrossCurrency)
            {
                sum += Math.Min(share[i], 2 * fee);
            }
            else if (Counts(index, i))
            {
                var key = (Math.Min(index.DebitCell[i], index.CreditCell[i]), Math.Max(index.DebitCell[i], index.CreditCell[i]));
                numbers.TryAdd(key, numbers.Count);
                pair[i] = numbers[key];
            }
        }

        var wires = new ScarceShares(numbers.Count);
        for (var i = 0; i < index.Count; i++)
        {
            if (pair[i] >= 0)
            {
                wires.Total(pair[i], index.DebitCell[i] < index.CreditCell[i] ? index.Source[i] : -index.Source[i]);
            }
        }

        for (var i = 0; i < index.Count; i++)
        {
            if (pair[i] >= 0)
            {
                wires.Offer(pair[i], share[i], index.Source[i]);
            }
        }

        for (var number = 0; number < numbers.Count; number++)
        {
            sum += Math.Min(fee, wires.LeastToMove(number));
        }

        return sum;
    }

    private static bool Counts(IndexedProblem index, int payment) => index.IsSettleable[payment] && !index.IsOnUs(payment);
}
