using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Exact.Model;

/// <summary>What all settleable payments would bring a cell and take from it, payment by payment.</summary>
internal sealed class CellSums
{
    /// <summary>Credits positive, debits negative; payments within the cell are left out.</summary>
    public List<(int Payment, long Minor)> Terms { get; } = [];

    public long Credits { get; private set; }

    public long Debits { get; private set; }

    /// <summary>By cell.</summary>
    public static CellSums[] Of(IndexedProblem index)
    {
        var sums = new CellSums[index.Cells.Length];
        for (var cell = 0; cell < sums.Length; cell++)
        {
            sums[cell] = new CellSums();
        }

        for (var payment = 0; payment < index.Count; payment++)
        {
            if (index.MovesFunds(payment))
            {
                sums[index.DebitCell[payment]].Debit(payment, index.Source[payment]);
                sums[index.CreditCell[payment]].Credit(payment, index.Destination[payment]);
            }
        }

        return sums;
    }

    private void Debit(int payment, long minor)
    {
        Terms.Add((payment, -minor));
        Debits += minor;
    }

    private void Credit(int payment, long minor)
    {
        Terms.Add((payment, minor));
        Credits += minor;
    }
}
