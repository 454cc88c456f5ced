using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Pricing;

/// <summary>Point 2 of <see cref="LowerBound"/>: payments that fit whatever else a plan settles, so that no admissible plan defers
/// them.</summary>
internal static class SurePayments
{
    public static bool[] Of(IndexedProblem index)
    {
        var debits = new long[index.Cells.Length];
        var flows = new long[index.Flows.Limit.Length];
        for (var i = 0; i < index.Count; i++)
        {
            debits[index.DebitCell[i]] += index.IsOnUs(i) ? 0 : index.Source[i];
            if (index.Flows.Direction[i] >= 0)
            {
                flows[index.Flows.Direction[i]] += index.Source[i];
            }
        }

        var isSure = new bool[index.Count];
        for (var i = 0; i < index.Count; i++)
        {
            var direction = index.Flows.Direction[i];
            isSure[i] = index.IsSettleable[i]
                && (index.IsOnUs(i) || debits[index.DebitCell[i]] <= index.Limits.Spendable[index.DebitCell[i]])
                && (direction < 0 || flows[direction] <= index.Flows.Limit[direction]);
        }

        return isSure;
    }
}
