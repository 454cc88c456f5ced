using Settlement.Domain;
using Settlement.Domain.Windows;
using Settlement.Engine.Intake;
using Settlement.Sagas.Drivers;
using Settlement.Sagas.GroupCommit;
using Settlement.Sagas.Windows;

namespace Settlement.Sagas.Schedule;

/// <summary>
/// Closes windows by writing their close marker into the intake log. That is all: the engine meets the marker in the log's order, so
/// intake never waits, and a second closure finds the first one's marker.
/// </summary>
public sealed class WindowClosures(
    IIntakeLog log, ISagaReader<WindowSaga> windows, NextWindow opening, ClosedWindows closed, TimeProvider time)
{
    /// <summary>Business days ahead for which windows stand open.</summary>
    private const int DaysAhead = 3;

    /// <summary>
    /// Closes every open window whose cut-off has passed, of one currency or of all; also those missed while the system was down. Always in the
    /// same order: their markers' order is the order in which they are planned.
    /// </summary>
    public async Task<int> CloseDueAsync(string? currency, string closedBy, CancellationToken cancellationToken)
    {
        var due = await windows.QueryAsync(
            "where is_open and state = $1 and cut_off <= $2 order by cut_off, window_id limit 1000", [WindowState.Open, time.GetUtcNow()], cancellationToken);
        var count = 0;
        foreach (var window in due.Where(window => currency is null || window.Currency == currency))
        {
            var marker = await log.AppendWindowCloseAsync(window.WindowId, closedBy, "cut-off", cancellationToken);
            closed.Add(marker.WindowId, marker.Position);
            count++;
        }

        return count;
    }

    /// <summary>Opens the windows of the next business days of a currency; those that exist stay as they are.</summary>
    public async Task OpenUpcomingAsync(string currency, CancellationToken cancellationToken)
    {
        var upcoming = WindowSchedule.UpcomingWindows(currency, time.GetUtcNow(), DaysAhead);
        var known = await windows.LoadAsync([.. upcoming.Select(slot => CorrelationIds.Window(slot.WindowId))], cancellationToken);
        foreach (var slot in upcoming.Where(slot => !known.ContainsKey(CorrelationIds.Window(slot.WindowId)) && !closed.Contains(slot.WindowId)))
        {
            await opening.OpenAsync(slot, "schedule", cancellationToken);
        }
    }
}
