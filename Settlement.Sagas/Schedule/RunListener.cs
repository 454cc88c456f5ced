using Microsoft.Extensions.Logging;
using Npgsql;
using Quartz;
using Settlement.Engine.Jobs;

namespace Settlement.Sagas.Schedule;

/// <summary>Keeps how each run of a job went, and which fire times were missed.</summary>
public sealed partial class RunListener(JobStore jobs, TimeProvider time, ILogger<RunListener> logger) : IJobListener, ITriggerListener
{
    public string Name => "runs";

    public async ValueTask JobWasExecuted(IJobExecutionContext context, JobExecutionException? jobException, CancellationToken cancellationToken = default)
    {
        var finished = time.GetUtcNow();
        await KeepAsync(
            context.JobDetail.Key.Name, context.ScheduledFireTimeUtc ?? context.FireTimeUtc, finished - context.JobRunTime, finished,
            jobException is null ? "done" : "failed", jobException?.GetBaseException().Message ?? "", cancellationToken);
    }

    public async ValueTask TriggerMisfired(ITrigger trigger, IScheduler scheduler, CancellationToken cancellationToken = default) => await KeepAsync(
        trigger.JobKey.Name, trigger.NextFireTimeUtc ?? time.GetUtcNow(), null, null, "missed", "nothing ran at the time", cancellationToken);

    /// <summary>A run that cannot be noted is a run all the same.</summary>
    private async Task KeepAsync(
        string job, DateTimeOffset dueAt, DateTimeOffset? startedAt, DateTimeOffset? finishedAt, string outcome, string detail, CancellationToken cancellationToken)
    {
        try
        {
            await jobs.AddRunAsync(job, dueAt, startedAt, finishedAt, outcome, detail, cancellationToken);
        }
        catch (NpgsqlException failure)
        {
            LogNotKept(job, failure.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "How job {Job} ran could not be kept: {Reason}")]
    private partial void LogNotKept(string job, string reason);
}
