using Settlement.Domain.Batches;
using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Pricing;

/// <summary>
/// A cost that no admissible plan of the problem undercuts, in whatever way it batches. Admissible is what the checker accepts: every
/// limit kept and nothing deferred that fits beside the plan.
/// </summary>
/// <remarks>
/// Proof. Let D be the payments that a plan defers and S those it settles. A payment's deferral cost is cut, before any plan is looked at,
/// into disjoint shares: one for its currency pair, one for each cell (participant, currency) it touches. The plan pays all shares of D,
/// and its wires and spread; the bound adds what each pair and each cell must pay of these. No share, wire or trade is counted by two of
/// them.
/// <list type="number">
/// <item>No rate: such a payment is in D always, and pays its deferral.</item>
/// <item>Sure: where the debits of a cell all together keep its liquidity and a bilateral limit holds all that flows its way, a payment
/// fits whatever else a plan does, so it is in S always. Below, D means payments that are not sure.</item>
/// <item>Pair: let R be the residual if all settled, in base, h the price of trading one unit of it, b each payment's amount in base. The
/// residuals of all batches sum to at least |R| - (sum of b over D) in absolute value. With shares of at least r per unit the pair pays at
/// least h (|R| - x) + r x for some x in [0, |R|], so at least min(h, r) |R|.</item>
/// <item>Cell, net mode: let T be its net if all settled, not zero. If no batch has a wire there, all nets are zero, so deferred payments
/// at the cell sum to at least |T|: it pays at least the least share and at least |T| times the least share per unit. Else it pays a wire,
/// and a net wire belongs to one cell. A debit that the cell's liquidity alone could carry and no bilateral limit holds counts in neither:
/// deferred it proves that other debits use the liquidity, so that there is a wire.</item>
/// <item>Cell without the liquidity: what batches net against it sums to at least its settled debits less all credits it can ever get.
/// Where its debits pass these and its liquidity by F, deferred debits there sum to at least F, and pay as in 4; and the wire on top,
/// where all debits are of the kind whose deferral proves one.</item>
/// <item>Gross mode: a cross-currency payment pays two wires or its share; so, with one wire, does one of two participants that have
/// nothing to offset in its currency. Those that have: as 4 with T their net, since settled ones take a wire each, or one a group that
/// does not net to zero. Liquidity: as 5, shares whole; the greater of this sum and the wires' counts.</item>
/// </list>
/// Everything is rounded down, in integers.
/// </remarks>
internal static class LowerBound
{
    public static long Of(IndexedProblem index)
    {
        var isSure = SurePayments.Of(index);
        var bound = 0L;

        // By payment: what is left of its deferral cost to share out.
        var share = new long[index.Count];
        for (var i = 0; i < share.Length; i++)
        {
            share[i] = Price.Deferral(index.Value[i], index.Problem.Costs);
            bound += index.IsSettleable[i] ? 0 : share[i];
        }

        // Takes the pairs' shares out of the payments' and leaves the rest.
        bound += PairBound.Sum(index, isSure, share);
        return bound + (index.Problem.Mode == SettlementMode.Gross
            ? Math.Max(GrossWireBound.Sum(index, isSure, share), LiquidityBound.Least(index, LiquidityBound.Excess(index), share).Sum())
            : NetCellBound.Sum(index, isSure, share));
    }
}
