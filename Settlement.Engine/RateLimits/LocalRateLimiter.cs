using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Settlement.Engine.RateLimits;

/// <summary>Limits within this process: each of several API processes grants the whole allowance.</summary>
public sealed class LocalRateLimiter(IOptions<RateLimitOptions> options, TimeProvider clock) : IRateLimiter
{
    /// <summary>Clients remembered; all are forgotten at this bound, which grants each its burst once more.</summary>
    private const int MaxClients = 100_000;

    private readonly ConcurrentDictionary<string, long> _fullAt = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask<TimeSpan?> FindDelayAsync(string client)
    {
        if (_fullAt.Count >= MaxClients)
        {
            _fullAt.Clear();
        }

        var step = TimeSpan.TicksPerSecond / options.Value.PerSecond;
        var tolerance = step * (options.Value.Burst - 1);
        var now = clock.GetElapsedTime(0).Ticks;
        while (true)
        {
            var known = _fullAt.GetOrAdd(client, now);
            var from = Math.Max(known, now);
            if (from - now > tolerance)
            {
                return ValueTask.FromResult<TimeSpan?>(TimeSpan.FromTicks(from - now - tolerance));
            }

            if (_fullAt.TryUpdate(client, from + step, known))
            {
                return ValueTask.FromResult<TimeSpan?>(null);
            }
        }
    }
}
