using Microsoft.Extensions.Options;
using Settlement.Engine.RateLimits;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Redis;

/// <summary>The same allowance in the process and across processes.</summary>
public sealed class RateLimitTests(RedisFixture redis)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_has_its_burst_and_then_waits_while_others_pass(bool overRedis)
    {
        var options = Options.Create(new RateLimitOptions { PerSecond = 1, Burst = 5 });
        using var server = RedisFixture.Connect(await redis.OptionsAsync());
        var local = new LocalRateLimiter(options, TimeProvider.System);
        IRateLimiter limiter = overRedis ? new RedisRateLimiter(server, local, options) : local;

        var delays = new List<TimeSpan?>();
        for (var i = 0; i < 6; i++)
        {
            delays.Add(await limiter.FindDelayAsync("a"));
        }

        Assert.All(delays.Take(5), delay => Assert.Null(delay));
        Assert.InRange(delays[5]!.Value, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Null(await limiter.FindDelayAsync("b"));
    }
}
