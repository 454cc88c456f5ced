namespace Settlement.Optimization.Selection;

/// <summary>The payments of each cell, the heaviest first.</summary>
internal sealed class CellPayments
{
    private readonly int[] start;
    private readonly int[] payments;

    /// <param name="cellOf">By payment: its debit cell or its credit cell.</param>
    public CellPayments(IndexedProblem index, int[] cellOf)
    {
        start = new int[index.Cells.Length + 1];
        for (var i = 0; i < index.Count; i++)
        {
            start[cellOf[i] + 1] += index.MovesFunds(i) ? 1 : 0;
        }

        for (var cell = 0; cell < index.Cells.Length; cell++)
        {
            start[cell + 1] += start[cell];
        }

        payments = new int[start[^1]];
        var next = start.AsSpan(0, index.Cells.Length).ToArray();
        for (var i = 0; i < index.Count; i++)
        {
            if (index.MovesFunds(i))
            {
                payments[next[cellOf[i]]++] = i;
            }
        }

        for (var cell = 0; cell < index.Cells.Length; cell++)
        {
            payments.AsSpan(start[cell], start[cell + 1] - start[cell]).Sort((a, b) =>
                index.Weight[b] != index.Weight[a] ? index.Weight[b].CompareTo(index.Weight[a]) : a.CompareTo(b));
        }
    }

    public ReadOnlySpan<int> Of(int cell) => payments.AsSpan(start[cell], start[cell + 1] - start[cell]);
}
