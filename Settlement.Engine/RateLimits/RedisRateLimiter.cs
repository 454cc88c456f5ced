using Microsoft.Extensions.Options;
using Settlement.Engine.Redis;

namespace Settlement.Engine.RateLimits;

/// <summary>Limits across all processes, by Redis' clock. While Redis is away each process limits by itself.</summary>
public sealed class RedisRateLimiter(RedisServer redis, LocalRateLimiter local, IOptions<RateLimitOptions> options) : IRateLimiter
{
    /// <summary>KEYS: the client. ARGV: microseconds between two requests, tolerance. Returns 0, or the microseconds to wait.</summary>
    private const string Script = """
        local time = redis.call('TIME')
        local now = time[1] * 1000000 + time[2]
        local step = tonumber(ARGV[1])
        local tolerance = tonumber(ARGV[2])
        local from = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
        if from - now > tolerance then
            return from - now - tolerance
        end
        redis.call('SET', KEYS[1], string.format('%.0f', from + step), 'PX', math.ceil((from + step - now) / 1000) + 1)
        return 0
        """;

    /// <inheritdoc/>
    public async ValueTask<TimeSpan?> FindDelayAsync(string client)
    {
        var step = 1_000_000L / options.Value.PerSecond;
        var (isThere, result) = await redis.TryRunAsync(Script, [redis.Key("rate", client)], [step, step * (options.Value.Burst - 1)]);
        if (!isThere)
        {
            return await local.FindDelayAsync(client);
        }

        var wait = (long)result!;
        return wait == 0 ? null : TimeSpan.FromMicroseconds(wait);
    }
}
