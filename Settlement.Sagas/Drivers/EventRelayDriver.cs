using Microsoft.Extensions.Logging;
using Settlement.Engine.Leadership;
using Settlement.Engine.Relay;

namespace Settlement.Sagas.Drivers;

/// <summary>Relays the saga events to Kafka, one engine for all.</summary>
public sealed class EventRelayDriver(EventRelay relay, DutyBoard duties, TimeProvider time, ILogger<EventRelayDriver> logger)
    : Driver(logger, time, new Duty(duties, Duties.Relay))
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        if (await relay.RelayAsync(cancellationToken) == 0)
        {
            // Real time: the events are looked for, not dated.
            await Task.Delay(Look, cancellationToken);
        }
    }
}
