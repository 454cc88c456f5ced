using Microsoft.Extensions.Logging;
using Settlement.Domain.Windows;
using Settlement.Engine.Leadership;
using Settlement.Engine.Planning;
using Settlement.Engine.Reports;
using Settlement.Sagas.Batches;
using Settlement.Sagas.GroupCommit;
using Settlement.Sagas.Windows;

namespace Settlement.Sagas.Drivers;

/// <summary>Finishes planned windows when all of their batches are final, and makes the report of finished ones.</summary>
public sealed partial class WindowDriver(
    ISagaReader<WindowSaga> windows,
    ISagaReader<BatchSaga> batches,
    IWindowReports reports,
    PlanStore plans,
    StrandedPayments stranded,
    ISagaDispatcher sagas,
    DriverSignals signals,
    DutyBoard duties,
    TimeProvider time,
    ILogger<WindowDriver> logger) : Driver(logger, time, new Duty(duties, Duties.Windows))
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var pending = await windows.QueryAsync(
            "where is_open and state = any($1) and plan_hash is not null order by close_position limit 256",
            [new[] { WindowState.Closing, WindowState.Closed }], cancellationToken);
        foreach (var window in pending)
        {
            if (window.CurrentState == WindowState.Closing && await HasOpenBatchAsync(window, cancellationToken))
            {
                continue;
            }

            if (window.CurrentState == WindowState.Closing)
            {
                await sagas.SendAsync(new WindowClosed(window.WindowId, Now), cancellationToken);
            }

            await ReportAsync(window.WindowId, cancellationToken);
        }

        await stranded.MoveOnAsync(cancellationToken);
        await plans.ReleaseFinalAsync(cancellationToken);
        await signals.Windows.WaitAsync(Look, cancellationToken);
    }

    /// <summary>A report that cannot be made must not keep other windows from closing; it is tried again at every look.</summary>
    private async Task ReportAsync(string windowId, CancellationToken cancellationToken)
    {
        try
        {
            var hash = await reports.MakeAsync(windowId, cancellationToken);
            await sagas.SendAsync(new WindowReported(windowId, hash, Now), cancellationToken);
            LogReported(windowId);
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException or OverflowException)
        {
            LogNotReported(windowId, failure);
        }
    }

    private async Task<bool> HasOpenBatchAsync(WindowSaga window, CancellationToken cancellationToken)
    {
        var open = await batches.QueryAsync("where is_open and window_id = $1 limit 1", [window.WindowId], cancellationToken);
        return open.Count > 0;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Window {WindowId} is closed and its report is kept")]
    private partial void LogReported(string windowId);

    [LoggerMessage(Level = LogLevel.Error, Message = "The report of window {WindowId} cannot be made and needs a person")]
    private partial void LogNotReported(string windowId, Exception failure);
}
