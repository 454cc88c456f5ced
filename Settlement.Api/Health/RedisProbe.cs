using Settlement.Engine.Redis;

namespace Settlement.Api.Health;

/// <summary>Whether Redis answers. Without it payments are accepted all the same.</summary>
public sealed class RedisProbe(RedisServer redis) : IHealthProbe
{
    public string Name => "redis";

    public bool IsRequired => false;

    public async Task<ProbeResult> CheckAsync(CancellationToken cancellationToken)
    {
        var problem = await redis.FindProblemAsync();
        return problem is null ? ProbeResult.Healthy() : ProbeResult.Unhealthy(problem);
    }
}
