using Microsoft.Extensions.Logging;
using Settlement.Domain.Windows;
using Settlement.Engine.Leadership;
using Settlement.Engine.Planning;
using Settlement.Sagas.GroupCommit;
using Settlement.Sagas.Windows;

namespace Settlement.Sagas.Drivers;

/// <summary>
/// The one loop that plans: first it tells the sagas what an interrupted planner stored, then it plans closing windows, then an RTGS
/// round. One at a time, so that a plan sees every reservation of the plans before it. What a window's plan decided is told meanwhile: RTGS does not
/// wait for the minute in which a million payments hear of it.
/// </summary>
public sealed partial class PlanningDriver(
    PlanStore plans,
    WindowPlanning windows,
    RtgsPlanning rtgs,
    PlanAnnouncement announcement,
    ISagaReader<WindowSaga> windowReader,
    DriverSignals signals,
    DutyBoard duties,
    TimeProvider time,
    ILogger<PlanningDriver> logger) : Driver(logger, time, new Duty(duties, Duties.Planning))
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>A window that cannot be planned is tried again this often, and its failure is logged as often.</summary>
    private static readonly TimeSpan FailedWindowPause = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, DateTimeOffset> notBefore = new(StringComparer.Ordinal);

    /// <summary>Planned windows that are being told; as many as can close at once.</summary>
    private readonly Dictionary<string, Task> telling = new(StringComparer.Ordinal);
    private long announcedVersion;
    private bool interrupted = true;

    protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(telling.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        telling.Clear();
        interrupted = true;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(telling.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        if (interrupted)
        {
            await plans.ReleaseFinalAsync(cancellationToken);
            await AnnounceInterruptedAsync(cancellationToken);
            interrupted = false;
        }

        var worked = false;
        var closing = await ClosingAsync(cancellationToken);
        if (closing.Count > 0)
        {
            // What settled batches brought in makes room under the caps of the window's members.
            await plans.ReleaseFinalAsync(cancellationToken);
        }

        foreach (var window in closing)
        {
            worked |= !telling.ContainsKey(window.WindowId) && await PlanAsync(window, cancellationToken);
        }

        await FinishTellingAsync();
        worked |= await rtgs.PlanAsync(cancellationToken);
        if (!worked)
        {
            await signals.Planning.WaitAsync(Look, cancellationToken);
        }
    }

    /// <summary>A window that cannot be planned must not keep the others and RTGS from being planned.</summary>
    private async Task<bool> PlanAsync(WindowSaga window, CancellationToken cancellationToken)
    {
        if (notBefore.TryGetValue(window.WindowId, out var next) && Now < next)
        {
            return false;
        }

        try
        {
            var plan = await windows.PlanAsync(window, cancellationToken);
            notBefore.Remove(window.WindowId);
            telling[window.WindowId] = Task.Run(() => windows.TellAsync(window, plan, cancellationToken), cancellationToken);
            LogPlanned(window.WindowId, plan.Batches.Count, plan.Deferred.Count);
            return true;
        }
        catch (Exception failure) when (IsOfTheWindow(failure))
        {
            LeaveForLater(window.WindowId, failure);
            return false;
        }
    }

    /// <summary>What could not be told is found again by the window's state, and told after a pause.</summary>
    private async Task FinishTellingAsync()
    {
        foreach (var (windowId, told) in telling.Where(entry => entry.Value.IsCompleted).ToList())
        {
            telling.Remove(windowId);
            try
            {
                await told;
            }
            catch (Exception failure) when (IsOfTheWindow(failure))
            {
                LeaveForLater(windowId, failure);
            }
        }
    }

    private static bool IsOfTheWindow(Exception failure) => failure is InvalidOperationException or ArgumentException or OverflowException;

    private void LeaveForLater(string windowId, Exception failure)
    {
        LogNotPlanned(windowId, failure);
        notBefore[windowId] = Now + FailedWindowPause;
    }

    /// <summary>A window that closes is planned once: its plan's hash says that it was.</summary>
    private Task<IReadOnlyList<WindowSaga>> ClosingAsync(CancellationToken cancellationToken) => windowReader.QueryAsync(
        "where is_open and state = $1 and plan_hash is null order by close_position limit 64", [WindowState.Closing], cancellationToken);

    private async Task AnnounceInterruptedAsync(CancellationToken cancellationToken)
    {
        foreach (var (planId, version) in await plans.UnannouncedAsync(announcedVersion, cancellationToken))
        {
            var stored = await plans.FindAsync(planId, cancellationToken)
                ?? throw new InvalidOperationException($"plan {planId} vanished from the plan store");
            await announcement.TellAsync(stored.WindowId, stored.Plan, cancellationToken);
            announcedVersion = version;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Window {WindowId} is planned: {Batches} batches, {Deferred} payments deferred")]
    private partial void LogPlanned(string windowId, int batches, int deferred);

    [LoggerMessage(Level = LogLevel.Error, Message = "Window {WindowId} cannot be planned and needs a person")]
    private partial void LogNotPlanned(string windowId, Exception failure);
}
