using Settlement.Domain.Batches;

namespace Settlement.Optimization.Selection;

/// <summary>
/// Net mode: finds the payments that no plan settles. A payment larger than what its debtor's cell may spend and all that the cell could still
/// receive never settles; nor then does it bring its creditor anything, who may lose a payment in turn, and so on. What is left is the
/// largest set that survives: each round looks only at cells that lost a credit, and every payment goes once at most.
/// </summary>
internal static class Reach
{
    /// <returns>By payment, whether it may settle.</returns>
    public static bool[] Of(IndexedProblem index)
    {
        var may = index.IsSettleable.AsSpan().ToArray();
        if (index.Problem.Mode == SettlementMode.Gross)
        {
            return may;
        }

        var most = Array.ConvertAll(index.Limits.Spendable, static spendable => (Int128)spendable);
        for (var i = 0; i < index.Count; i++)
        {
            if (may[i] && !index.IsOnUs(i))
            {
                most[index.CreditCell[i]] += index.Destination[i];
            }
        }

        var largestFirst = LargestFirst(index);
        var next = new int[index.Cells.Length];
        var asked = new Stack<int>(Enumerable.Range(0, index.Cells.Length));
        while (asked.TryPop(out var cell))
        {
            var own = largestFirst[cell];
            while (next[cell] < own.Length && index.Source[own[next[cell]]] > most[cell])
            {
                var payment = own[next[cell]++];
                may[payment] = false;
                most[index.CreditCell[payment]] -= index.Destination[payment];
                asked.Push(index.CreditCell[payment]);
            }
        }

        return may;
    }

    /// <summary>By cell, the payments that debit it.</summary>
    private static int[][] LargestFirst(IndexedProblem index)
    {
        var counts = new int[index.Cells.Length];
        for (var i = 0; i < index.Count; i++)
        {
            counts[index.DebitCell[i]] += index.IsSettleable[i] && !index.IsOnUs(i) ? 1 : 0;
        }

        var lists = Array.ConvertAll(counts, static count => new int[count]);
        for (var i = 0; i < index.Count; i++)
        {
            if (index.IsSettleable[i] && !index.IsOnUs(i))
            {
                lists[index.DebitCell[i]][--counts[index.DebitCell[i]]] = i;
            }
        }

        foreach (var list in lists)
        {
            Array.Sort(list, (a, b) => index.Source[b].CompareTo(index.Source[a]));
        }

        return lists;
    }
}
