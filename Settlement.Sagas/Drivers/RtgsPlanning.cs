using System.Globalization;
using Settlement.Domain.Batches;
using Settlement.Domain.Windows;
using Settlement.Engine.Metrics;
using Settlement.Engine.Planning;
using Settlement.Sagas.Transactions;

namespace Settlement.Sagas.Drivers;

/// <summary>
/// One RTGS round: new payments settle gross at once; what lacks liquidity is queued, and tried again with bilateral offsetting whenever
/// liquidity may have changed.
/// </summary>
public sealed class RtgsPlanning(
    PlanStore plans, ProblemBuilder problems, CandidateReader candidates, PlanAnnouncement announcement, DeferralNotice deferrals, SettlementMetrics metrics,
    TimeProvider time)
{
    /// <summary>The queue is tried this often even if nothing is known to have changed: a limit may have been raised elsewhere.</summary>
    private static readonly TimeSpan QueueRetry = TimeSpan.FromSeconds(1);

    private DateTimeOffset queueTriedAt = DateTimeOffset.MinValue;

    // A queue longer than one round is tried in turns, so that the oldest payments of a party without funds starve nobody behind them.
    private long queueTriedTo;

    /// <returns>Whether anything was planned.</returns>
    public async Task<bool> PlanAsync(CancellationToken cancellationToken)
    {
        var fresh = await candidates.NewRtgsAsync(cancellationToken);
        var now = time.GetUtcNow();
        IReadOnlyList<TransactionSaga> queued = [];
        if (now - queueTriedAt >= QueueRetry || now < queueTriedAt)
        {
            queueTriedAt = now;
            queued = await candidates.QueuedRtgsAsync(queueTriedTo, cancellationToken);
            if (queued.Count > 0)
            {
                // What settled batches brought in makes room under the caps of those that wait.
                await plans.ReleaseFinalAsync(cancellationToken);
            }

            queueTriedTo = queued.Count < CandidateReader.RoundSize ? 0 : queued[^1].Position;
        }

        if (fresh.Count + queued.Count == 0)
        {
            return false;
        }

        var started = time.GetTimestamp();
        var all = fresh.Concat(queued).Select(candidates.Convert).ToList();
        var built = await problems.BuildAsync("rtgs", SettlementMode.Gross, all, null, cancellationToken);
        var planId = string.Create(CultureInfo.InvariantCulture, $"rtgs-{built.Head.Version + 1}");
        var problem = built.Problem with { PlanId = planId };
        var plan = CheckedPlan.Of(problem);
        var known = queued.ToDictionary(saga => saga.TransactionId, saga => saga.Deferral, StringComparer.Ordinal);
        var deferred = plan.Deferred.Concat(built.Excluded).Where(deferral => IsNews(deferral, known)).ToList();
        if (plan.Batches.Count > 0)
        {
            (problem, plan) = WithoutQueue(problem, plan);
            if (!await plans.StoreAsync(built.Head, WindowId.Rtgs, problem, plan, cancellationToken))
            {
                return true;
            }

            metrics.StageDone("planning", time.GetElapsedTime(started));
            metrics.Planned(plan.CostCurrency, plan.Cost.TotalMinor, plan.NaiveCost.TotalMinor);
            await announcement.TellAsync(WindowId.Rtgs, plan with { Deferred = [] }, cancellationToken);
        }

        await deferrals.TellAsync(WindowId.Rtgs, null, deferred, cancellationToken);
        return fresh.Count > 0 || plan.Batches.Count > 0;
    }

    /// <summary>
    /// The plan of what settles, as an answer to a problem of just that. What waits is told by itself and found again by its state; stored with every
    /// round, a standing queue of thousands would be written each second.
    /// </summary>
    private static (BatchingProblem Problem, BatchPlan Plan) WithoutQueue(BatchingProblem problem, BatchPlan plan)
    {
        if (plan.Deferred.Count == 0)
        {
            return (problem, plan);
        }

        var waiting = plan.Deferred.Select(deferral => deferral.TransactionId).ToHashSet(StringComparer.Ordinal);
        var settling = problem with { Candidates = [.. problem.Candidates.Where(candidate => !waiting.Contains(candidate.TransactionId))] };
        var smaller = CheckedPlan.Of(settling);

        // The same payments fit without the others; a planner that finds another way all the same is stored with its whole problem.
        return smaller.Deferred.Count == 0 ? (settling, smaller) : (problem, plan);
    }

    /// <summary>A payment that waits for the same reason as before is not told again: its history would fill with repetitions.</summary>
    private static bool IsNews(Deferral deferral, Dictionary<string, Deferral?> known) =>
        !known.TryGetValue(deferral.TransactionId, out var before) || before is null
        || before.Reason != deferral.Reason || before.Participant != deferral.Participant || before.Currency != deferral.Currency;
}
