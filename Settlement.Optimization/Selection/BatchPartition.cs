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

        var rank = RankByTraffic(index.Payments);
        var keys = new (string Low, string High, int Busy, int Busier)[index.Count];
        var order = new int[index.Count];
        for (var i = 0; i < index.Count; i++)
        {
            keys[i] = Key(index.Payments[i], rank);
            order[i] = i;
        }

        Array.Sort(order, (a, b) => Compare(keys[a], keys[b]) is var byKey && byKey != 0 ? byKey : a.CompareTo(b));
        for (var place = 0; place < order.Length; place++)
        {
            home[order[place]] = place / max;
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

    private static (string, string, int, int) Key(Candidate payment, Dictionary<string, int> rank)
    {
        var (debtor, creditor) = (rank[payment.Debtor], rank[payment.Creditor]);
        var ascending = string.CompareOrdinal(payment.SourceCurrency, payment.DestinationCurrency) <= 0;
        return (
            ascending ? payment.SourceCurrency : payment.DestinationCurrency,
            ascending ? payment.DestinationCurrency : payment.SourceCurrency,
            Math.Max(debtor, creditor),
            Math.Min(debtor, creditor));
    }

    private static int Compare((string Low, string High, int Busy, int Busier) a, (string Low, string High, int Busy, int Busier) b)
    {
        var order = string.CompareOrdinal(a.Low, b.Low);
        order = order != 0 ? order : string.CompareOrdinal(a.High, b.High);
        order = order != 0 ? order : a.Busy.CompareTo(b.Busy);
        return order != 0 ? order : a.Busier.CompareTo(b.Busier);
    }
}
