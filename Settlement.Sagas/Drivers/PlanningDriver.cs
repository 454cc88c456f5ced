using Microsoft.Extensions.Logging;
using Settlement.Domain.Windows;
using Settlement.Engine.Leadership;
using Settlement.Engine.Planning;
using Settlement.Sagas.GroupCommit;
using Settlement.Sagas.Windows;

namespace Settlement.Sagas.Drivers;

/// <summary>
/// The one loop that plans: first it tells the sagas what an interrupted planner stored, then it plans closing windows, then an RTGS
/// round. It stores one at a time, so that a plan sees every reservation of the plans before it. A large window's plan is computed, and what it
/// decided is told, meanwhile: RTGS does not wait for the minute in which a million payments hear of it.
/// </summary>
public sealed partial class PlanningDriver(
    PlanStore plans,
    PlanReader reader,
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

    /// <summary>A window whose plan takes longer is planned beside the RTGS rounds; of a real clock, as computing is.</summary>
    private static readonly TimeSpan ShortPlan = TimeSpan.FromMilliseconds(50);

    private readonly Dictionary<string, DateTimeOffset> notBefore = new(StringComparer.Ordinal);

    /// <summary>Planned windows that are being told; as many as can close at once.</summary>
    private readonly Dictionary<string, Task> telling = new(StringComparer.Ordinal);

    /// <summary>Of the window that is being planned; the next one's plan must see what it takes.</summary>
    private (string WindowId, Task<WindowDraft> Plan)? drafting;
    private CancellationTokenSource beside = new();
    private CancellationToken term;
    private long announcedVersion;
    private bool interrupted = true;

    protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken != term)
        {
            await EndBesideAsync();
            beside.Dispose();
            (beside, term) = (CancellationTokenSource.CreateLinkedTokenSource(cancellationToken), cancellationToken);
        }

        // A failure in the same term leaves a draft what it is. What is being told is waited for, or it would be told twice.
        await Task.WhenAll(telling.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        telling.Clear();
        interrupted = true;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await EndBesideAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override void Dispose()
    {
        base.Dispose();
        beside.Dispose();
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

        worked |= await PlanAsync(closing, cancellationToken);
        await FinishTellingAsync();
        worked |= await rtgs.PlanAsync(cancellationToken);
        if (!worked)
        {
            await signals.Planning.WaitAsync(Look, cancellationToken);
        }
    }

    /// <summary>Window after window in the order of their closing, the one that is begun first, until one takes long.</summary>
    private async Task<bool> PlanAsync(IReadOnlyList<WindowSaga> closing, CancellationToken cancellationToken)
    {
        var worked = false;
        foreach (var window in closing.OrderBy(window => window.WindowId != drafting?.WindowId).ToList())
        {
            if (telling.ContainsKey(window.WindowId) || (notBefore.TryGetValue(window.WindowId, out var next) && Now < next))
            {
                continue;
            }

            if (drafting?.WindowId != window.WindowId)
            {
                drafting = (window.WindowId, DraftAsync(window.WindowId, 1, beside.Token));
            }

            var draft = drafting.Value.Plan;
            await Task.WhenAny(draft, Task.Delay(ShortPlan, CancellationToken.None));
            if (!draft.IsCompleted)
            {
                return worked;
            }

            drafting = null;
            worked |= await StoreAsync(window.WindowId, draft, cancellationToken);
            if (drafting is not null)
            {
                return worked;
            }
        }

        return worked;
    }

    private async Task<WindowDraft> DraftAsync(string windowId, int number, CancellationToken cancellationToken)
    {
        try
        {
            return await windows.DraftAsync(windowId, number, cancellationToken);
        }
        finally
        {
            signals.Planning.Raise();
        }
    }

    /// <summary>A window that cannot be planned must not keep the others and RTGS from being planned.</summary>
    private async Task<bool> StoreAsync(string windowId, Task<WindowDraft> draft, CancellationToken cancellationToken)
    {
        try
        {
            var besides = beside.Token;
            var drafted = await draft;
            if (await windows.StoreAsync(drafted, cancellationToken) is not { } plan)
            {
                drafting = (windowId, DraftAsync(windowId, drafted.Number + 1, besides));
                return false;
            }

            telling[windowId] = Task.Run(() => windows.TellAsync(windowId, plan, besides), besides);
            notBefore.Remove(windowId);
            LogPlanned(windowId, plan.Batches.Count, plan.Deferred.Count);
            return true;
        }
        catch (Exception failure) when (IsOfTheWindow(failure))
        {
            LeaveForLater(windowId, failure);
            return false;
        }
    }

    private async Task EndBesideAsync()
    {
        await beside.CancelAsync();
        await Task.WhenAll(telling.Values.Append(drafting?.Plan ?? Task.CompletedTask)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        telling.Clear();
        drafting = null;
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
        foreach (var (planId, version) in await reader.UnannouncedAsync(announcedVersion, cancellationToken))
        {
            var stored = await reader.FindAsync(planId, cancellationToken)
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
