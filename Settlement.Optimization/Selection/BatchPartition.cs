using Settlement.Domain.Batches;

namespace Settlement.Optimization.Selection;

/// <summary>
/// Cuts the payments of a netted window into batches. Rule: payments of one currency pair stand together, in both directions, so that FX
/// meets its opposite; among them those between the k busiest participants come before any that touches the next, so that a pair's
/// opposite flows and the cycles of the core stay together; then order of arrival. That sequence is cut every <c>MaxBatchSize</c> payments.
/// </summary>
internal static class BatchPartition
{
    /// <summary>By payment, the number of its batch; how many batches follows from the counts.</summary>
    public static int[] Of(IndexedProblem index)
    {
        var home = new int[index.Count];
        var max = index.Problem.MaxBatchSize;
        if (index.Count <= max)
        {
            return home;
        }

        var order = Keys(index.Payments);
        Array.Sort(order);
        for (var place = 0; place < order.Length; place++)
        {
            home[order[place].Payment] = place / max;
        }

        return home;
    }

    /// <summary>
    /// In order of arrival: every batch then holds all currency pairs, whose residuals meet over third currencies. That saves more than the
    /// wires it costs where many currencies are exchanged.
    /// </summary>
    public static int[] ByArrival(IndexedProblem index)
    {
        var home = new int[index.Count];
        for (var i = 0; i < home.Length; i++)
        {
            home[i] = i / index.Problem.MaxBatchSize;
        }

        return home;
    }

    /// <summary>0 is the participant with the most payments; ties in ordinal order of names.</summary>
    private static Dictionary<string, int> RankByTraffic(Candidate[] payments)
    {
        var traffic = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var payment in payments)
        {
            traffic[payment.Debtor] = traffic.GetValueOrDefault(payment.Debtor) + 1;
            traffic[payment.Creditor] = traffic.GetValueOrDefault(payment.Creditor) + 1;
        }

        KeyValuePair<string, int>[] sorted = [.. traffic];
        Array.Sort(sorted, static (a, b) => b.Value != a.Value ? b.Value.CompareTo(a.Value) : string.CompareOrdinal(a.Key, b.Key));
        for (var i = 0; i < sorted.Length; i++)
        {
            traffic[sorted[i].Key] = i;
        }

        return traffic;
    }

    /// <summary>By payment: its pair's place, the rank of its less busy participant, then of the busier one. Ranks fit 20 bits, pairs 23.</summary>
    private static (long Key, int Payment)[] Keys(Candidate[] payments)
    {
        var rank = RankByTraffic(payments);
        var pairs = new SortedDictionary<(string Low, string High), long>(
            Comparer<(string Low, string High)>.Create(static (a, b) =>
                string.CompareOrdinal(a.Low, b.Low) is var order && order != 0 ? order : string.CompareOrdinal(a.High, b.High)));
        foreach (var payment in payments)
        {
            pairs.TryAdd(Pair(payment), 0);
        }

        foreach (var (place, pair) in pairs.Keys.ToArray().Index())
        {
            pairs[pair] = place;
        }

        var keys = new (long Key, int Payment)[payments.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            var (debtor, creditor) = (rank[payments[i].Debtor], rank[payments[i].Creditor]);
            keys[i] = ((pairs[Pair(payments[i])] << 40) | ((long)Math.Max(debtor, creditor) << 20) | (uint)Math.Min(debtor, creditor), i);
        }

        return keys;
    }

    private static (string Low, string High) Pair(Candidate payment) =>
        string.CompareOrdinal(payment.SourceCurrency, payment.DestinationCurrency) <= 0
            ? (payment.SourceCurrency, payment.DestinationCurrency)
            : (payment.DestinationCurrency, payment.SourceCurrency);
}
