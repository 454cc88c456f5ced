using Settlement.Domain.Batches;

namespace Settlement.Optimization.Selection;

/// <summary>
/// The bilateral limits that payments meet. A flow is two participants and a currency, first participant first in ordinal order; its two
/// directions are numbered 2f (first to second) and 2f + 1 (back). Flows without a limit in either direction are not kept.
/// </summary>
internal sealed class FlowLimits
{
    private readonly Dictionary<(string, string, string), int> numbers;

    /// <exception cref="ArgumentException">A direction has two limits.</exception>
    public FlowLimits(IReadOnlyList<BilateralLimit> limits, Candidate[] payments)
    {
        numbers = new Dictionary<(string, string, string), int>(limits.Count);
        Limit = new long[limits.Count * 2];
        Array.Fill(Limit, IndexedProblem.NoLimit);
        foreach (var limit in limits)
        {
            var direction = 2 * Number(limit.Debtor, limit.Creditor, limit.Currency, numbers) + Backward(limit.Debtor, limit.Creditor);
            if (Limit[direction] != IndexedProblem.NoLimit)
            {
                throw new ArgumentException(
                    $"the flow from {limit.Debtor} to {limit.Creditor} in {limit.Currency} has two limits", nameof(limits));
            }

            Limit[direction] = limit.LimitMinor;
        }

        Count = numbers.Count;
        Direction = new int[payments.Length];
        for (var i = 0; i < payments.Length; i++)
        {
            Direction[i] = Count == 0 ? -1 : DirectionOf(payments[i], numbers);
        }
    }

    /// <summary>How many flows (not directions).</summary>
    public int Count { get; }

    /// <summary>By payment: the direction in which it flows, -1 where no limit can bind.</summary>
    public int[] Direction { get; }

    /// <summary>By direction: the limit as given, or none.</summary>
    public long[] Limit { get; }

    /// <summary>The direction that the limit limits.</summary>
    public int DirectionOf(BilateralLimit limit) =>
        (2 * Number(limit.Debtor, limit.Creditor, limit.Currency, numbers)) + Backward(limit.Debtor, limit.Creditor);

    private static int DirectionOf(Candidate payment, Dictionary<(string, string, string), int> numbers)
    {
        var back = Backward(payment.Debtor, payment.Creditor);
        var key = back == 0
            ? (payment.Debtor, payment.Creditor, payment.SourceCurrency)
            : (payment.Creditor, payment.Debtor, payment.SourceCurrency);

        // Nobody is exposed to itself.
        return payment.Debtor != payment.Creditor && numbers.TryGetValue(key, out var flow) ? (2 * flow) + back : -1;
    }

    private static int Number(string debtor, string creditor, string currency, Dictionary<(string, string, string), int> numbers)
    {
        var key = Backward(debtor, creditor) == 0 ? (debtor, creditor, currency) : (creditor, debtor, currency);
        if (!numbers.TryGetValue(key, out var flow))
        {
            flow = numbers.Count;
            numbers.Add(key, flow);
        }

        return flow;
    }

    private static int Backward(string debtor, string creditor) => string.CompareOrdinal(debtor, creditor) <= 0 ? 0 : 1;
}
