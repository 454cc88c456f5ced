using Quartz;

namespace Settlement.Sagas.Schedule;

/// <summary>
/// Fired at a currency's cut-off in its own time zone: closes what is due and opens the windows to come. Fired late, or twice, it does
/// the same work once, because what is due is read from the windows and not from the trigger.
/// </summary>
[DisallowConcurrentExecution]
public sealed class WindowClosureJob(WindowClosures closures) : IJob
{
    public const string CurrencyKey = "currency";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var currency = context.MergedJobDataMap.GetString(CurrencyKey)
            ?? throw new JobExecutionException("the closure job has no currency");
        await closures.CloseDueAsync(currency, "schedule", cancellationToken);
        await closures.OpenUpcomingAsync(currency, cancellationToken);
    }
}
