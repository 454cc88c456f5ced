using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Pricing;

/// <summary>Points 4 and 5 of <see cref="LowerBound"/>: what the cells of net batches must cost in wires or deferral.</summary>
internal static class NetCellBound
{
    public static long Sum(IndexedProblem index, bool[] isSure, long[] share)
    {
        var fee = index.Problem.Costs.WireFeeMinor;
        var wires = new ScarceShares(index.Cells.Length);
        for (var i = 0; i < share.Length; i++)
        {
            if (index.MovesFunds(i))
            {
                wires.Total(index.DebitCell[i], -index.Source[i]);
                wires.Total(index.CreditCell[i], index.Destination[i]);
            }
        }

        var excess = LiquidityBound.Excess(index);
        var debit = new long[share.Length];
        var provesWire = Enumerable.Repeat(true, index.Cells.Length).ToArray();
        for (var i = 0; i < share.Length; i++)
        {
            if (!index.MovesFunds(i) || isSure[i])
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
        var liquidity = LiquidityBound.Least(index, excess, debit);
        for (var cell = 0; cell < liquidity.Length; cell++)
        {
            sum += excess[cell] > 0 && provesWire[cell]
                ? liquidity[cell] + fee
                : Math.Max(liquidity[cell], Math.Min(fee, wires.LeastToMove(cell)));
        }

        return sum;
    }
}
