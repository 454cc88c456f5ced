using Microsoft.Extensions.Logging;
using Quartz;
using Settlement.Engine.Jobs;
using Settlement.Sagas.Drivers;

namespace Settlement.Sagas.Schedule;

/// <summary>Notes what is scheduled, every minute, and starts a job when an operator wants it.</summary>
public sealed class JobRecorder(ISchedulerFactory schedulers, JobStore jobs, TimeProvider time, ILogger<JobRecorder> logger) : Driver(logger, time), IJobTrigger
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public async Task TriggerAsync(string job, CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        foreach (var key in await scheduler.GetJobKeys(GroupMatcher<JobKey>.AnyGroup(), cancellationToken))
        {
            if (string.Equals(key.Name, job, StringComparison.Ordinal))
            {
                await scheduler.TriggerJob(key, new JobDataMap(), cancellationToken);
                return;
            }
        }

        throw new InvalidOperationException($"there is no job '{job}'");
    }

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);
        foreach (var key in await scheduler.GetJobKeys(GroupMatcher<JobKey>.AnyGroup(), cancellationToken))
        {
            var detail = await scheduler.GetJobDetail(key, cancellationToken);
            var triggers = await scheduler.GetTriggersOfJob(key, cancellationToken);
            var scheduled = triggers.OfType<ICronTrigger>().FirstOrDefault();
            var next = triggers.Select(trigger => trigger.NextFireTimeUtc).Where(at => at is not null).Min();
            var state = scheduled is null ? "none" : (await scheduler.GetTriggerState(scheduled.Key, cancellationToken)).ToString().ToLowerInvariant();
            var schedule = scheduled is null ? "on demand" : $"{scheduled.CronExpressionString} in {scheduled.TimeZone.Id}";
            await jobs.NoteAsync(key.Name, detail?.Description ?? key.Name, schedule, next, state, cancellationToken);
        }

        await Task.Delay(Interval, cancellationToken);
    }
}
