using Quartz;

namespace Settlement.Api.Demo;

/// <summary>
/// Fires the closures when the demonstration's clock gets there. The schedule's own triggers rest meanwhile: they would fire within seconds
/// after the clock has jumped, and two currencies with the same cut-off in either order.
/// </summary>
internal sealed class DaySchedule(ISchedulerFactory schedulers)
{
    private const string Group = "windows";

    public async Task RestAsync(CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        await scheduler.PauseTriggerGroups(GroupMatcher<TriggerKey>.AnyGroup(), cancellationToken);
    }

    /// <summary>For whoever serves the folder afterwards: the schedule is kept in it. Here nothing fires any more.</summary>
    public async Task HandOverAsync(CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        await scheduler.Standby(cancellationToken);
        await scheduler.ResumeTriggerGroups(GroupMatcher<TriggerKey>.AnyGroup(), cancellationToken);
    }

    public async Task CloseAsync(string currency, CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        await scheduler.TriggerJob(new JobKey("close-" + currency, Group), cancellationToken);
    }
}
