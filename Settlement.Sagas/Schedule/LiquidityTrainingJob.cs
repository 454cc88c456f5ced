using Quartz;
using Settlement.Engine.Liquidity;

namespace Settlement.Sagas.Schedule;

/// <summary>
/// Fired at the start and at a quarter past every hour: some currency's day has ended since, and its series are forecast again. What is up to date
/// is left as it is, so firing late, or twice, changes nothing.
/// </summary>
[DisallowConcurrentExecution]
public sealed class LiquidityTrainingJob(LiquidityTraining training) : IJob
{
    public static readonly JobKey Key = new("train-forecasts", "liquidity");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await training.TrainAsync(cancellationToken);
}
