using Settlement.Engine.Kafka;

namespace Settlement.Api.Health;

/// <summary>Whether the intake topic's brokers answer. Without them no payment can be accepted.</summary>
public sealed class KafkaProbe(KafkaHealth kafka) : IHealthProbe
{
    public string Name => "kafka";

    public bool IsRequired => true;

    public async Task<ProbeResult> CheckAsync(CancellationToken cancellationToken)
    {
        var problem = await kafka.FindProblemAsync(cancellationToken);
        return problem is null ? ProbeResult.Healthy() : ProbeResult.Unhealthy(problem);
    }
}
