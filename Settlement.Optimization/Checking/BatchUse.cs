using Settlement.Domain.Batches;

namespace Settlement.Optimization.Checking;

/// <summary>What one batch of a plan nets to, from its payments.</summary>
internal sealed class BatchUse
{
    private readonly Sums net;
    private readonly Dictionary<(string Debtor, string Creditor, string Currency), long> flows = [];

    public BatchUse(PlannedBatch batch)
    {
        Payments = batch.Payments.Count;
        net = Sums.OfPayments(batch.Payments);
        foreach (var payment in batch.Payments)
        {
            var way = (payment.Debtor, payment.Creditor, payment.SourceCurrency);
            flows[way] = flows.GetValueOrDefault(way) + payment.SourceMinor;
        }
    }

    public int Payments { get; }

    public long Net(string participant, string currency) => net.Of(participant, currency);

    /// <summary>Net flow this way with <paramref name="more"/> on top, 0 where it goes the other way.</summary>
    public long FlowOf(string debtor, string creditor, string currency, long more) =>
        Math.Max(0, flows.GetValueOrDefault((debtor, creditor, currency)) - flows.GetValueOrDefault((creditor, debtor, currency)) + more);
}
