using Microsoft.Extensions.Logging;
using Settlement.Domain.Calendars;
using Settlement.Sagas.Drivers;

namespace Settlement.Sagas.Schedule;

/// <summary>
/// At the start, and then every minute as a safety net under the scheduler: closes what should have been closed while nothing ran,
/// and opens the windows to come.
/// </summary>
public sealed class ScheduleWatch(WindowClosures closures, TimeProvider time, ILogger<ScheduleWatch> logger) : Driver(logger, time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        await closures.CloseDueAsync(null, "schedule", cancellationToken);
        foreach (var cutOff in CutOff.Published)
        {
            await closures.OpenUpcomingAsync(cutOff.Currency, cancellationToken);
        }

        await Task.Delay(Interval, cancellationToken);
    }
}
