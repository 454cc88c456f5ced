using Settlement.Domain.Batches;
using Settlement.Domain.Ledger;
using Settlement.Domain.Transactions;
using Settlement.Engine.Execution;
using Settlement.Engine.Ledger;
using Settlement.Engine.Matching;
using Settlement.Engine.Metrics;
using Settlement.Engine.Planning;
using Settlement.Sagas.Batches;
using Settlement.Sagas.GroupCommit;

namespace Settlement.Sagas.Drivers;

/// <summary>
/// Carries one batch from the state it is in to its end: match, execute, post. Each step does a stage's idempotent work, tells the
/// transactions, and only then the batch, so that a batch's state says that all of its transactions know. Killed anywhere, it is
/// called again with the stored state.
/// </summary>
public sealed class BatchWorkflow(
    PlanReader plans,
    IMatchingStage matching,
    IExecutionStage execution,
    ILedger ledger,
    BatchReplanning replanning,
    ConfirmationPolicy confirmation,
    ISagaReader<BatchSaga> batches,
    ISagaDispatcher sagas,
    DriverSignals signals,
    SettlementMetrics metrics,
    TimeProvider time)
{
    /// <summary>Steps of one call at most: a batch has five states and few rounds; what needs more is left to the next look.</summary>
    private const int MaxSteps = 64;

    /// <summary>A refund that its receiver's side refuses needs a person; until then it is looked at this often.</summary>
    private static readonly TimeSpan RefusedRefundPause = TimeSpan.FromMinutes(1);

    /// <returns>When to look again, or null when the batch is final or waits for a person.</returns>
    public async Task<DateTimeOffset?> CarryAsync(BatchSaga saga, CancellationToken cancellationToken)
    {
        var stored = await plans.LatestRoundAsync(saga.BatchId, cancellationToken)
            ?? throw new InvalidOperationException($"batch {saga.BatchId} has no stored plan");
        var state = saga.CurrentState;
        for (var step = 0; step < MaxSteps; step++)
        {
            switch (state)
            {
                case BatchState.Planned:
                    await sagas.SendAsync(new MatchingStarted(saga.BatchId, stored.Batch.Round, stored.Batch.Hash, Now), cancellationToken);
                    state = BatchState.Matching;
                    break;
                case BatchState.Matched:
                    state = await ReleaseAsync(saga, stored, cancellationToken);
                    break;
                case BatchState.Matching when step == 0 && stored.Batch.Round > saga.Round:
                    // Stopped between the decision to give the batch up, or to leave an objector's payments out, and telling it.
                    state = await TellNextRoundAsync(stored, cancellationToken);
                    break;
                case BatchState.Matching:
                    (state, stored) = await MatchAsync(stored, cancellationToken);
                    break;
                case BatchState.Executing when step == 0 && stored.Batch.Round > saga.Round:
                    // Stopped between storing the next round and telling the batch.
                    await replanning.TellAsync(stored, cancellationToken);
                    state = BatchState.Planned;
                    break;
                case BatchState.Executing:
                    if (!await MayExecuteAsync(stored.Batch, cancellationToken))
                    {
                        return Now;
                    }

                    var started = time.GetTimestamp();
                    var result = await execution.ExecuteAsync(stored.Batch, cancellationToken);
                    metrics.StageDone("execution", time.GetElapsedTime(started));
                    switch (result.Outcome)
                    {
                        case ExecutionOutcome.Completed:
                            state = await PostAsync(stored, cancellationToken);
                            break;
                        case ExecutionOutcome.PartyFailed:
                            var next = await replanning.NextRoundAsync(stored, result.Failed, cancellationToken);
                            if (next is null)
                            {
                                return Now + RefusedRefundPause;
                            }

                            stored = next;
                            state = BatchState.Planned;
                            break;
                        default:
                            return result.RetryAt ?? Now;
                    }

                    break;
                default:
                    return null;
            }
        }

        return Now;
    }

    /// <summary>The saga has the last word before funds move: what this worker believes may be older than what was decided.</summary>
    private async Task<bool> MayExecuteAsync(PlannedBatch batch, CancellationToken cancellationToken) =>
        await batches.FindAsync(batch.BatchId, cancellationToken) is { } saga
        && saga.CurrentState == BatchState.Executing && saga.Round == batch.Round;

    /// <summary>The state that follows from a later round that was stored while the batch was being matched.</summary>
    private async Task<string> TellNextRoundAsync(StoredBatch stored, CancellationToken cancellationToken)
    {
        if (stored.Batch.Payments.Count == 0 && stored.Batch.Wires.Count == 0)
        {
            await replanning.TellAbandonedAsync(stored, cancellationToken);
            return BatchState.Abandoned;
        }

        await replanning.TellAsync(stored, cancellationToken);
        return BatchState.Planned;
    }

    private async Task<(string State, StoredBatch Stored)> MatchAsync(StoredBatch stored, CancellationToken cancellationToken)
    {
        var batch = stored.Batch;
        if (batch.Payments.Count == 0)
        {
            // Every payment was taken out: what is left are refunds of what was paid in, which need nobody's consent.
            await sagas.SendAsync(new BatchMatched(batch.BatchId, batch.Round, batch.Hash, 0, 0, Now), cancellationToken);
            return (BatchState.Matched, stored);
        }

        var started = time.GetTimestamp();
        var result = await matching.MatchAsync(batch, cancellationToken);
        metrics.StageDone("matching", time.GetElapsedTime(started));
        var objections = result.Refusals.Where(refusal => refusal.IsObjection).ToDictionary(refusal => refusal.Participant, refusal => refusal.Reason, StringComparer.Ordinal);
        if (result.Certificate is not null && objections.Count > 0
            && await replanning.WithoutObjectorsAsync(stored, objections, cancellationToken) is { } next)
        {
            // A quorum agrees on the plan, not on the objector's own side of it: nobody else has looked at that.
            return (await TellNextRoundAsync(next, cancellationToken), next);
        }

        if (result.Certificate is { } certificate)
        {
            await sagas.SendManyAsync(
                batch.Payments.Select(p => new TransactionMatched(p.TransactionId, batch.BatchId, batch.Round, batch.Hash, Now)).ToList(), cancellationToken);
            await sagas.SendAsync(
                new BatchMatched(batch.BatchId, batch.Round, batch.Hash, certificate.Votes.Count, certificate.Quorum, Now), cancellationToken);
            return (BatchState.Matched, stored);
        }

        if (!string.Equals(result.ProposalHash, batch.Hash, StringComparison.Ordinal))
        {
            // The plan store fixes one plan per round, so this cannot be; giving the batch up would leave another plan half matched.
            throw new InvalidOperationException($"the consensus log holds another proposal for batch {batch.BatchId} round {batch.Round}");
        }

        var reason = "no certificate: " + string.Join("; ", result.Refusals.Select(refusal => $"{refusal.Participant} {refusal.Reason}"));
        if ((await execution.ConfirmedWiresAsync(batch.BatchId, cancellationToken)).Count > 0)
        {
            // Its payments may not go into another batch: what has moved would move again. It stays here, and is tried again.
            throw new InvalidOperationException($"batch {batch.BatchId} round {batch.Round} cannot be abandoned, funds have moved: {reason}");
        }

        await replanning.AbandonAsync(stored, reason, cancellationToken);
        return (BatchState.Abandoned, stored);
    }

    private async Task<string> ReleaseAsync(BatchSaga saga, StoredBatch stored, CancellationToken cancellationToken)
    {
        var batch = stored.Batch;
        if (saga.ConfirmedBy is null && confirmation.Requires(batch, out var value))
        {
            await sagas.SendAsync(new ConfirmationRequired(batch.BatchId, value.Minor, value.Currency, Now), cancellationToken);
            return BatchState.AwaitingConfirmation;
        }

        await sagas.SendAsync(new ExecutionStarted(batch.BatchId, batch.Round, Now), cancellationToken);
        return BatchState.Executing;
    }

    private async Task<string> PostAsync(StoredBatch stored, CancellationToken cancellationToken)
    {
        var batch = stored.Batch;
        var wires = await execution.ConfirmedWiresAsync(batch.BatchId, cancellationToken);
        var entries = SettlementEntries.For(batch, wires);
        if (entries.Count == 0)
        {
            await sagas.SendAsync(new BatchAbandoned(batch.BatchId, "nothing was left to settle", Now), cancellationToken);
            return BatchState.Abandoned;
        }

        var receipt = await ledger.PostAsync(entries, cancellationToken);
        var positions = new Dictionary<string, long>(entries.Count, StringComparer.Ordinal);
        for (var i = 0; i < entries.Count; i++)
        {
            positions[entries[i].Key] = receipt.Positions[i];
        }

        await sagas.SendManyAsync(
            batch.Payments.Select(p => new TransactionSettled(
                p.TransactionId, batch.BatchId, positions[SettlementEntries.PaymentKey(p.TransactionId)], Now)).ToList(),
            cancellationToken);
        if (batch.Payments.Count == 0)
        {
            await sagas.SendAsync(new BatchAbandoned(batch.BatchId, "every payment was taken out; what had been paid in was returned", Now), cancellationToken);
        }
        else
        {
            await sagas.SendAsync(new BatchSettled(batch.BatchId, wires.Count, receipt.Positions[^1], Now), cancellationToken);
        }

        signals.Windows.Raise();
        signals.Planning.Raise();
        return BatchState.Settled;
    }

    private DateTimeOffset Now => time.GetUtcNow();
}
