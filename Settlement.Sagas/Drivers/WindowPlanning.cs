using Settlement.Domain.Batches;
using Settlement.Domain.Windows;
using Settlement.Engine.Metrics;
using Settlement.Engine.Planning;
using Settlement.Optimization.Checking;
using Settlement.Sagas.GroupCommit;

namespace Settlement.Sagas.Drivers;

/// <summary>
/// Plans one closing window: its waiting payments, netted. The plan is drafted beside the RTGS rounds, which go on, and stored between two of them if
/// independent code finds that it answers the problem as it is then. Where a round has taken liquidity that the plan counts on, or that its cost, bound or
/// deferrals speak of, it is drafted again, and made while the rounds wait where that has happened to each draft.
/// </summary>
public sealed class WindowPlanning(
    PlanStore plans, PlanReader reader, ProblemBuilder problems, CandidateReader candidates, ExactPlanning exact, PlanAnnouncement announcement, DeferralNotice deferrals,
    ISagaDispatcher sagas, SettlementMetrics metrics, TimeProvider time)
{
    /// <summary>Tries to store a plan; each failed one means that another planner stored one meanwhile.</summary>
    private const int MaxAttempts = 8;

    /// <summary>Drafts of a window that may be made beside RTGS rounds.</summary>
    public const int MaxDrafts = 3;

    /// <summary>What the window's plan may be; nothing is written.</summary>
    /// <param name="number">Of the window's drafts; the first is 1.</param>
    public async Task<WindowDraft> DraftAsync(string windowId, int number, CancellationToken cancellationToken)
    {
        if (await reader.FindAsync(windowId, cancellationToken) is { } stored)
        {
            return new WindowDraft(windowId, number, null, stored.Plan);
        }

        var started = time.GetTimestamp();
        var waiting = await candidates.WaitingInAsync(windowId, cancellationToken);
        var built = await problems.BuildAsync(windowId, SettlementMode.Net, waiting, null, cancellationToken);
        var plan = await MakeAsync(built.Problem, cancellationToken);
        metrics.StageDone("planning", time.GetElapsedTime(started));
        return new WindowDraft(windowId, number, waiting, plan);
    }

    /// <summary>The window's plan, stored; null where another draft should be made. To be called by who alone stores plans just now; another that does all
    /// the same is noticed.</summary>
    public async Task<BatchPlan?> StoreAsync(WindowDraft draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (draft.Waiting is not { } waiting)
        {
            return draft.Plan;
        }

        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var built = await problems.BuildAsync(draft.WindowId, SettlementMode.Net, waiting, null, cancellationToken);
            var holds = attempt == 0 && await HoldsAsync(built.Problem, draft.Plan, cancellationToken);
            if (attempt == 0 && !holds && draft.Number < MaxDrafts)
            {
                return null;
            }

            // What cannot be planned leaves the window before the plan is stored: afterwards nobody would look for it here.
            await deferrals.TellAsync(draft.WindowId, null, built.Excluded, cancellationToken);
            var plan = holds ? draft.Plan : await MakeAsync(built.Problem, cancellationToken);
            if (await plans.StoreAsync(built.Head, draft.WindowId, built.Problem, plan, cancellationToken))
            {
                metrics.Planned(plan.CostCurrency, plan.Cost.TotalMinor, plan.NaiveCost.TotalMinor);
                return plan;
            }

            // The plan that was stored first may have taken some of them.
            waiting = await candidates.WaitingInAsync(draft.WindowId, cancellationToken);
        }

        throw new InvalidOperationException($"window {draft.WindowId} could not be planned: {MaxAttempts} times another plan was stored first");
    }

    /// <summary>Tells the sagas what the plan decided, the window last. Telling again changes nothing.</summary>
    public async Task TellAsync(string windowId, BatchPlan plan, CancellationToken cancellationToken)
    {
        await announcement.TellAsync(windowId, plan, cancellationToken);
        await sagas.SendAsync(
            new WindowPlanned(windowId, plan.Hash, plan.Batches.Count, plan.Deferred.Count, time.GetUtcNow()), cancellationToken);
    }

    private Task<BatchPlan> MakeAsync(BatchingProblem problem, CancellationToken cancellationToken) =>
        Aside(() => exact.Improve(problem, CheckedPlan.Of(problem), cancellationToken), cancellationToken);

    private static Task<bool> HoldsAsync(BatchingProblem problem, BatchPlan plan, CancellationToken cancellationToken) =>
        Aside(() => PlanChecker.Check(problem, plan).Count == 0, cancellationToken);

    /// <summary>Seconds of computing for a large window, on a thread of its own: requests are served by the pool's.</summary>
    private static Task<T> Aside<T>(Func<T> compute, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(compute, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
