using Settlement.Domain.Batches;
using Settlement.Domain.Transactions;
using Settlement.Engine.Execution;
using Settlement.Engine.Planning;
using Settlement.Optimization;
using Settlement.Sagas.GroupCommit;

namespace Settlement.Sagas.Drivers;

/// <summary>
/// Takes a failed party's payments out of a batch and nets the rest again. The failed ones are reversed; one that the rest can no longer
/// afford, because the failed party's money does not come, is deferred instead.
/// </summary>
public sealed class BatchReplanning(
    PlanStore plans, ProblemBuilder problems, NextWindow nextWindow, IExecutionStage execution, ISagaDispatcher sagas, TimeProvider time)
{
    /// <summary>Fixes the next round in the plan store, then tells the payments that left and the batch.</summary>
    public async Task<StoredBatch> NextRoundAsync(StoredBatch stored, IReadOnlyList<FailedWire> failed, CancellationToken cancellationToken)
    {
        var batch = stored.Batch;
        var removed = Reversed(batch, stored.Mode, failed);
        var remaining = batch.Payments.Where(payment => removed.TrueForAll(r => r.TransactionId != payment.TransactionId)).ToList();
        var problem = await problems.BuildAsync(batch.BatchId, SettlementMode.Net, remaining, batch.BatchId, cancellationToken);
        var feasible = Planner.Plan(problem.Problem with { MaxBatchSize = Math.Max(1, remaining.Count) });
        removed.AddRange(feasible.Deferred.Select(deferral => new RemovedPayment(
            deferral.TransactionId, "liquidity_lost", "A party of the batch failed; without its funds this payment waits for liquidity.", deferral)));

        var confirmed = await execution.ConfirmedWiresAsync(batch.BatchId, cancellationToken);
        var next = Planner.Replan(
            batch, removed.Select(r => r.TransactionId).ToHashSet(StringComparer.Ordinal), confirmed, stored.Mode);
        await plans.StoreRoundAsync(stored.PlanId, next, removed, cancellationToken);
        var fixedRound = await plans.LatestRoundAsync(batch.BatchId, cancellationToken)
            ?? throw new InvalidOperationException($"batch {batch.BatchId} lost its stored plan");
        await TellAsync(fixedRound, cancellationToken);
        return fixedRound;
    }

    /// <summary>Tells the payments that a round left out, then the batch. Telling again changes nothing.</summary>
    public async Task TellAsync(StoredBatch stored, CancellationToken cancellationToken)
    {
        var batch = stored.Batch;
        await TellRemovedAsync(stored, stored.Removed, cancellationToken);
        var reason = stored.Removed.Count == 0 ? "planned again" : stored.Removed[0].Notice;
        await sagas.SendAsync(
            new BatchReplanned(batch.BatchId, batch.Round, batch.Hash, [.. stored.Removed.Select(r => r.TransactionId)], reason, time.GetUtcNow()),
            cancellationToken);
    }

    /// <summary>Gives a batch up that found no certificate: no funds moved, its payments wait for another.</summary>
    public async Task AbandonAsync(StoredBatch stored, string reason, CancellationToken cancellationToken)
    {
        var removed = stored.Batch.Payments.Select(payment => new RemovedPayment(
            payment.TransactionId, "batch_abandoned", reason,
            new Deferral(payment.TransactionId, DeferralReason.BatchAbandoned, payment.Debtor, payment.SourceCurrency, 0, 0))).ToList();
        await TellRemovedAsync(stored, removed, cancellationToken);
        await sagas.SendAsync(new BatchAbandoned(stored.Batch.BatchId, reason, time.GetUtcNow()), cancellationToken);
    }

    private async Task TellRemovedAsync(StoredBatch stored, IReadOnlyList<RemovedPayment> removed, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await sagas.SendManyAsync(
            removed.Where(r => r.Deferral is null)
                .Select(r => new TransactionReversed(r.TransactionId, stored.Batch.BatchId, r.Code, r.Notice, now)).ToList(),
            cancellationToken);
        var deferred = removed.Where(r => r.Deferral is not null).ToList();
        if (deferred.Count > 0)
        {
            var next = await nextWindow.ForAsync(stored.WindowId, cancellationToken);
            await sagas.SendManyAsync(
                deferred.Select(r => new TransactionDeferred(r.TransactionId, r.Deferral!, stored.WindowId, next, stored.Batch.BatchId, now)).ToList(),
                cancellationToken);
        }
    }

    /// <summary>A gross wire takes out the one payment it carries; a net wire takes out every payment of the participant that failed.</summary>
    private static List<RemovedPayment> Reversed(PlannedBatch batch, SettlementMode mode, IReadOnlyList<FailedWire> failed)
    {
        var removed = new Dictionary<string, RemovedPayment>(StringComparer.Ordinal);
        foreach (var wire in failed)
        {
            var notice = $"The payment was reversed: the wire of participant {wire.Participant} finally failed ({wire.Code}: {wire.Reason}). No funds moved.";
            foreach (var payment in batch.Payments)
            {
                var concerned = mode == SettlementMode.Gross && wire.Wire.TransactionId is { } carried
                    ? string.Equals(payment.TransactionId, carried, StringComparison.Ordinal)
                    : payment.Debtor == wire.Participant || payment.Creditor == wire.Participant;
                if (concerned)
                {
                    removed.TryAdd(payment.TransactionId, new RemovedPayment(payment.TransactionId, wire.Code, notice, null));
                }
            }
        }

        return [.. removed.Values];
    }
}
