using Settlement.Domain.Batches;
using Settlement.Domain.Transactions;
using Settlement.Engine.Execution;
using Settlement.Engine.Planning;
using Settlement.Optimization;
using Settlement.Sagas.GroupCommit;

namespace Settlement.Sagas.Drivers;

/// <summary>
/// Takes the payments of a party that failed, or that objects to its side, out of a batch and nets the rest again. They are reversed; one that the rest can no longer
/// afford, because the failed party's money does not come, is deferred instead.
/// </summary>
public sealed class BatchReplanning(
    PlanStore plans, PlanReader reader, ProblemBuilder problems, DeferralNotice deferrals, IExecutionStage execution, ISagaDispatcher sagas, TimeProvider time)
{
    /// <summary>Tries to store a round; each failed one means that another plan was stored meanwhile.</summary>
    private const int MaxAttempts = 16;

    /// <summary>Fixes the next round in the plan store, then tells the payments that left and the batch.</summary>
    /// <returns>Null when there is nothing that could be left out: what failed are refunds, which only wait.</returns>
    public async Task<StoredBatch?> NextRoundAsync(StoredBatch stored, IReadOnlyList<FailedWire> failed, CancellationToken cancellationToken)
    {
        var next = await StoreWithoutAsync(stored, Reversed(stored.Batch, stored.Mode, failed), cancellationToken);
        if (next is not null)
        {
            await TellAsync(next, cancellationToken);
        }

        return next;
    }

    /// <summary>Fixes a next round without the payments of parties that found their own side wrong; telling it is the caller's.</summary>
    /// <param name="objections">Why, by participant.</param>
    /// <returns>Null when none of the batch's payments is theirs.</returns>
    public Task<StoredBatch?> WithoutObjectorsAsync(
        StoredBatch stored, IReadOnlyDictionary<string, string> objections, CancellationToken cancellationToken) =>
        StoreWithoutAsync(
            stored,
            [
                .. from payment in stored.Batch.Payments
                   let objector = objections.ContainsKey(payment.Debtor) ? payment.Debtor : payment.Creditor
                   where objections.ContainsKey(objector)
                   select new RemovedPayment(
                       payment.TransactionId, "party_objected", $"The payment was reversed: participant {objector} objected to its side of the batch ({objections[objector]}).", null),
            ],
            cancellationToken);

    private async Task<StoredBatch?> StoreWithoutAsync(StoredBatch stored, List<RemovedPayment> reversed, CancellationToken cancellationToken)
    {
        if (reversed.Count == 0)
        {
            return null;
        }

        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var (head, next, removed) = await PlanWithoutAsync(stored, reversed, cancellationToken);
            if (await plans.StoreRoundAsync(head, stored.PlanId, next, removed, cancellationToken))
            {
                return await LatestAsync(stored, cancellationToken);
            }
        }

        throw new InvalidOperationException($"batch {stored.Batch.BatchId} could not be planned again: {MaxAttempts} times another plan was stored first");
    }

    /// <summary>Tells the payments that a round left out, then the batch. Telling again changes nothing.</summary>
    public async Task TellAsync(StoredBatch stored, CancellationToken cancellationToken)
    {
        var batch = stored.Batch;
        await TellRemovedAsync(stored, cancellationToken);
        var reason = stored.Removed.Count == 0 ? "planned again" : stored.Removed[0].Notice;
        await sagas.SendAsync(
            new BatchReplanned(batch.BatchId, batch.Round, batch.Hash, [.. stored.Removed.Select(r => r.TransactionId)], reason, time.GetUtcNow()),
            cancellationToken);
    }

    /// <summary>
    /// Gives a batch up that found no certificate: no funds moved, its payments wait for another. An empty round fixes the decision first, so
    /// that no later vote can bring the batch back once its payments have been told.
    /// </summary>
    public async Task AbandonAsync(StoredBatch stored, string reason, CancellationToken cancellationToken)
    {
        var removed = stored.Batch.Payments.Select(payment => new RemovedPayment(
            payment.TransactionId, "batch_abandoned", reason,
            new Deferral(payment.TransactionId, DeferralReason.BatchAbandoned, payment.Debtor, payment.SourceCurrency, 0, 0))).ToList();
        var empty = Planner.Replan(stored.Batch, removed.Select(r => r.TransactionId).ToHashSet(StringComparer.Ordinal), [], stored.Mode);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var head = await plans.ReadHeadAsync(stored.Batch.BatchId, cancellationToken);
            if (await plans.StoreRoundAsync(head, stored.PlanId, empty, removed, cancellationToken))
            {
                await TellAbandonedAsync(await LatestAsync(stored, cancellationToken), cancellationToken);
                return;
            }
        }

        throw new InvalidOperationException($"batch {stored.Batch.BatchId} could not be given up: {MaxAttempts} times another plan was stored first");
    }

    /// <summary>Tells what an empty round decided. Telling again changes nothing.</summary>
    public async Task TellAbandonedAsync(StoredBatch stored, CancellationToken cancellationToken)
    {
        await TellRemovedAsync(stored, cancellationToken);
        var reason = stored.Removed.Count == 0 ? "nothing was left to settle" : stored.Removed[0].Notice;
        await sagas.SendAsync(new BatchAbandoned(stored.Batch.BatchId, reason, time.GetUtcNow()), cancellationToken);
    }

    private async Task<(PlanningHead Head, PlannedBatch Next, List<RemovedPayment> Removed)> PlanWithoutAsync(
        StoredBatch stored, List<RemovedPayment> reversed, CancellationToken cancellationToken)
    {
        var batch = stored.Batch;
        var gone = reversed.Select(r => r.TransactionId).ToHashSet(StringComparer.Ordinal);
        var remaining = batch.Payments.Where(payment => !gone.Contains(payment.TransactionId)).ToList();
        var built = await problems.BuildAsync(batch.BatchId, SettlementMode.Net, remaining, batch.BatchId, cancellationToken);
        var feasible = Planner.Plan(built.Problem with { MaxBatchSize = Math.Max(1, remaining.Count) });
        var confirmed = await execution.ConfirmedWiresAsync(batch.BatchId, cancellationToken);

        // What a confirmed wire of its own has paid already is not taken back because a limit has changed meanwhile.
        var paid = confirmed.Where(wire => wire.TransactionId is not null).Select(wire => wire.TransactionId!).ToHashSet(StringComparer.Ordinal);
        List<RemovedPayment> removed =
        [
            .. reversed,
            .. feasible.Deferred.Concat(built.Excluded).Where(deferral => !paid.Contains(deferral.TransactionId)).Select(deferral => new RemovedPayment(
                deferral.TransactionId, "liquidity_lost", "A party of the batch failed; without its funds this payment waits for liquidity.", deferral)),
        ];
        var next = Planner.Replan(batch, removed.Select(r => r.TransactionId).ToHashSet(StringComparer.Ordinal), confirmed, stored.Mode);
        return (built.Head, next, removed);
    }

    private async Task<StoredBatch> LatestAsync(StoredBatch stored, CancellationToken cancellationToken) =>
        await reader.LatestRoundAsync(stored.Batch.BatchId, cancellationToken)
        ?? throw new InvalidOperationException($"batch {stored.Batch.BatchId} lost its stored plan");

    private async Task TellRemovedAsync(StoredBatch stored, CancellationToken cancellationToken)
    {
        var removed = stored.Removed;
        var now = time.GetUtcNow();
        await sagas.SendManyAsync(
            removed.Where(r => r.Deferral is null)
                .Select(r => new TransactionReversed(r.TransactionId, stored.Batch.BatchId, r.Code, r.Notice, now)).ToList(),
            cancellationToken);
        await deferrals.TellAsync(
            stored.WindowId, stored.Batch.BatchId, [.. removed.Where(r => r.Deferral is not null).Select(r => r.Deferral!)], cancellationToken);
    }

    /// <summary>A gross wire takes out the one payment it carries; a net wire takes out every payment of the participant that failed.</summary>
    private static List<RemovedPayment> Reversed(PlannedBatch batch, SettlementMode mode, IReadOnlyList<FailedWire> failed)
    {
        var removed = new Dictionary<string, RemovedPayment>(StringComparer.Ordinal);
        foreach (var wire in failed)
        {
            var notice = $"The payment was reversed: the wire of participant {wire.Participant} finally failed ({wire.Code}: {wire.Reason}). What had moved is returned.";
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
