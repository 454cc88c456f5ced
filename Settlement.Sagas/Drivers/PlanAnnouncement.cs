using Settlement.Domain.Batches;
using Settlement.Domain.Transactions;
using Settlement.Engine.Planning;
using Settlement.Sagas.GroupCommit;

namespace Settlement.Sagas.Drivers;

/// <summary>
/// Tells the sagas what a stored plan decided: the payments first, then their batch, so that whoever finds a batch finds all of its
/// payments in it. Telling again changes nothing.
/// </summary>
public sealed class PlanAnnouncement(PlanStore plans, DeferralNotice deferrals, ISagaDispatcher sagas, DriverSignals signals, TimeProvider time)
{
    public async Task TellAsync(string windowId, BatchPlan plan, CancellationToken cancellationToken)
    {
        foreach (var batch in plan.Batches)
        {
            await sagas.SendManyAsync(batch.Payments.Select(p => Batched(p, batch.BatchId)).ToList(), cancellationToken);
            var share = plan.Batches.Count == 1 ? plan.Cost.TotalMinor : 0;
            var naive = plan.Batches.Count == 1 ? plan.NaiveCost.TotalMinor : 0;
            await sagas.SendAsync(
                new BatchPlanned(batch.BatchId, windowId, batch.Hash, batch.Payments.Count, share, naive, time.GetUtcNow()), cancellationToken);
            signals.Batches.Raise();
        }

        await deferrals.TellAsync(windowId, null, plan.Deferred, cancellationToken);
        await plans.MarkAnnouncedAsync(plan.PlanId, cancellationToken);
    }

    private TransactionBatched Batched(Candidate payment, string batchId)
    {
        var rate = payment.IsCrossCurrency ? Rate(payment) : 1m;
        return new TransactionBatched(payment.TransactionId, batchId, payment.DestinationMinor, rate, time.GetUtcNow());
    }

    /// <summary>The rate that the amounts imply, units for one unit, to twelve digits: information for people; the amounts are what counts.</summary>
    private static decimal Rate(Candidate payment)
    {
        var source = Domain.Currencies.Currency.Get(payment.SourceCurrency);
        var destination = Domain.Currencies.Currency.Get(payment.DestinationCurrency);
        return Math.Round((decimal)payment.DestinationMinor / destination.Scale / ((decimal)payment.SourceMinor / source.Scale), 12);
    }
}
