using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Settlement.Engine.Intake.Kafka;
using Settlement.Sagas.Pump;

namespace Settlement.Sagas.Drivers;

/// <summary>Starts a saga for every payment of the intake topic, beside the other engines of the consumer group, each with partitions of its own.</summary>
public sealed class PartitionedIntakeDriver(
    IntakeConsumer consumer,
    IntakeStream stream,
    LaneWork work,
    IOptions<KeyedPumpOptions> pumpOptions,
    TimeProvider time,
    ILoggerFactory loggers) : Driver(loggers.CreateLogger<PartitionedIntakeDriver>(), time)
{
    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var open = await stream.OpenAsync(cancellationToken);
        await Task.Factory.StartNew(
            () => consumer.Run(open, OpenLane, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private PartitionLane OpenLane(int partition, long position) => new(work, partition, position, pumpOptions.Value, Time, loggers);
}
