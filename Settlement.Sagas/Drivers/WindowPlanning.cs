using Settlement.Domain.Batches;
using Settlement.Domain.Windows;
using Settlement.Engine.Metrics;
using Settlement.Engine.Planning;
using Settlement.Sagas.GroupCommit;
using Settlement.Sagas.Windows;

namespace Settlement.Sagas.Drivers;

/// <summary>Plans one closing window: its waiting payments, netted; the plan is checked by independent code before it is stored.</summary>
public sealed class WindowPlanning(
    PlanStore plans, ProblemBuilder problems, CandidateReader candidates, ExactPlanning exact, PlanAnnouncement announcement, DeferralNotice deferrals,
    ISagaDispatcher sagas, SettlementMetrics metrics, TimeProvider time)
{
    /// <summary>Tries to store a plan; each failed one means that another planner stored one meanwhile.</summary>
    private const int MaxAttempts = 8;

    /// <summary>The window's plan, stored: the one that it has already, else a new one.</summary>
    public async Task<BatchPlan> PlanAsync(WindowSaga window, CancellationToken cancellationToken) =>
        (await plans.FindAsync(window.WindowId, cancellationToken))?.Plan ?? await MakeAsync(window.WindowId, cancellationToken);

    /// <summary>Tells the sagas what the plan decided, the window last. Telling again changes nothing.</summary>
    public async Task TellAsync(WindowSaga window, BatchPlan plan, CancellationToken cancellationToken)
    {
        await announcement.TellAsync(window.WindowId, plan, cancellationToken);
        await sagas.SendAsync(
            new WindowPlanned(window.WindowId, plan.Hash, plan.Batches.Count, plan.Deferred.Count, time.GetUtcNow()), cancellationToken);
    }

    private async Task<BatchPlan> MakeAsync(string windowId, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var started = time.GetTimestamp();

            // Read at every attempt: the plan that was stored first may have taken some of them.
            var waiting = await candidates.WaitingInAsync(windowId, cancellationToken);
            var built = await problems.BuildAsync(windowId, SettlementMode.Net, waiting, null, cancellationToken);

            // What cannot be planned leaves the window before the plan is stored: afterwards nobody would look for it here.
            await deferrals.TellAsync(windowId, null, built.Excluded, cancellationToken);

            // Seconds of computing for a large window, on a thread of its own: requests are served by the pool's.
            var plan = await Task.Factory.StartNew(
                () => exact.Improve(built.Problem, CheckedPlan.Of(built.Problem), cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            if (await plans.StoreAsync(built.Head, windowId, built.Problem, plan, cancellationToken))
            {
                metrics.StageDone("planning", time.GetElapsedTime(started));
                metrics.Planned(plan.CostCurrency, plan.Cost.TotalMinor, plan.NaiveCost.TotalMinor);
                return plan;
            }
        }

        throw new InvalidOperationException($"window {windowId} could not be planned: {MaxAttempts} times another plan was stored first");
    }
}
