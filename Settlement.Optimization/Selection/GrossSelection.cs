namespace Settlement.Optimization.Selection;

/// <summary>
/// Chooses what settles gross: urgent payments first, then in order of arrival, each from what its debtor has; a payment that does not fit
/// waits without holding up the smaller ones behind it (first in first out with bypass, as RTGS systems offer it). Then queued payments
/// between two participants are offset against each other, and what a bilateral limit held up is asked once more.
/// </summary>
internal static class GrossSelection
{
    public static PlanState Choose(IndexedProblem index)
    {
        var order = UrgentFirst(index);
        var state = new PlanState(index);
        Refill.Run(state, order, home: null);
        BilateralOffsetting.Run(state, order);
        Refill.Run(state, order, home: null);
        return state;
    }

    private static int[] UrgentFirst(IndexedProblem index)
    {
        var order = new int[index.Count];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (a, b) =>
            index.Payments[b].Priority != index.Payments[a].Priority
                ? index.Payments[b].Priority.CompareTo(index.Payments[a].Priority)
                : a.CompareTo(b));
        return order;
    }
}
