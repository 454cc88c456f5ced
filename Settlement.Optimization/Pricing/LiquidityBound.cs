using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Pricing;

/// <summary>Point 5 of <see cref="LowerBound"/>: what cells without the liquidity must defer.</summary>
internal static class LiquidityBound
{
    /// <summary>F by cell: what its debits pass its liquidity and all its credits by, 0 where they do not.</summary>
    public static long[] Excess(IndexedProblem index)
    {
        var excess = new long[index.Cells.Length];
        for (var i = 0; i < index.Count; i++)
        {
            if (index.MovesFunds(i))
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

    /// <summary>By cell, the least that deferring its excess costs.</summary>
    public static long[] Least(IndexedProblem index, long[] excess, long[] debitShare)
    {
        var scarce = new ScarceShares(excess.Length);
        for (var cell = 0; cell < excess.Length; cell++)
        {
            scarce.Total(cell, excess[cell]);
        }

        for (var i = 0; i < index.Count; i++)
        {
            if (index.MovesFunds(i))
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
}
