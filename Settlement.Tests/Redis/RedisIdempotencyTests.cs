using Settlement.Benchmarks.Chaos;
using Settlement.Engine.Intake;
using Settlement.Engine.Intake.Idempotency;
using Settlement.Engine.Intake.Redis;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Redis;

public sealed class RedisIdempotencyTests(RedisFixture redis) : IdempotencyContract
{
    [Fact]
    public async Task Killed_it_knows_nothing_and_nothing_fails_and_it_is_used_again_with_all_that_it_knew_when_it_is_back()
    {
        var options = await redis.OptionsAsync();
        await using var own = await RedisNode.StartAsync();
        options.Address = own.Address;
        using var server = RedisFixture.Connect(options);
        var store = new RedisIdempotencyStore(server);
        Assert.Equal(ClaimState.New, (await store.ClaimAsync(Record("before"), Stop)).State);
        await store.CompleteAsync(Record("before"), new AppendResult(AppendOutcome.Accepted, 77, "before", DateTimeOffset.UnixEpoch), Stop);
        Assert.Null(await server.FindProblemAsync());

        await own.KillAsync();
        Assert.Equal(ClaimState.Unknown, (await store.ClaimAsync(Record("meanwhile"), Stop)).State);
        Assert.NotNull(await server.FindProblemAsync());

        await own.StartAgainAsync();
        IdempotencyClaim known = IdempotencyClaim.Unknown;
        await Deadline.UntilAsync(
            async () => (known = await store.ClaimAsync(Record("before"), Stop)).State != ClaimState.Unknown, TimeSpan.FromSeconds(20), () => "Redis is not used again");
        Assert.Equal((AppendOutcome.Duplicate, 77L), (known.Answer!.Outcome, known.Answer.Position));
    }

    [Fact]
    public async Task What_was_answered_while_it_was_away_it_is_told_when_it_is_back()
    {
        var options = await redis.OptionsAsync();
        await using var own = await RedisNode.StartAsync();
        options.Address = own.Address;
        using var server = RedisFixture.Connect(options);
        await using var store = new RedisIdempotencyStore(server);
        Assert.Equal(ClaimState.New, (await store.ClaimAsync(Record("half"), Stop)).State);
        await own.KillAsync();
        Assert.Equal(ClaimState.Unknown, (await store.ClaimAsync(Record("whole"), Stop)).State);
        await store.CompleteAsync(Record("half"), new AppendResult(AppendOutcome.Accepted, 78, "half", DateTimeOffset.UnixEpoch), Stop);
        await store.CompleteAsync(Record("whole"), new AppendResult(AppendOutcome.Accepted, 79, "whole", DateTimeOffset.UnixEpoch), Stop);

        await own.StartAgainAsync();
        using var elsewhere = RedisFixture.Connect(options);
        await using var other = new RedisIdempotencyStore(elsewhere);
        await Deadline.UntilAsync(
            async () => (await other.FindAsync("whole", Stop))?.Position == 79, TimeSpan.FromSeconds(20), () => "Redis was not told");

        // Asked before it was told, it would have taken them for new; the other process learns what this one answered.
        foreach (var (id, position) in new[] { ("half", 78L), ("whole", 79L) })
        {
            var known = await other.ClaimAsync(Record(id), Stop);
            Assert.Equal((AppendOutcome.Duplicate, position), (known.Answer?.Outcome, known.Answer?.Position));
        }

        Assert.Equal(AppendOutcome.TransactionExists, (await other.ClaimAsync(Record("whole", key: "another"), Stop)).Answer?.Outcome);
    }

    [Fact]
    public async Task Keys_expire_after_their_time_and_not_before()
    {
        var options = await redis.OptionsAsync();
        options.TtlHours = 3;
        using var server = RedisFixture.Connect(options);
        var store = new RedisIdempotencyStore(server);
        await store.ClaimAsync(Record("t1"), Stop);

        foreach (var key in new[] { server.Key("key", "key-t1"), server.Key("transaction", "t1") })
        {
            var (_, left) = await server.TryRunAsync("return redis.call('PTTL', KEYS[1])", [key], []);
            Assert.InRange((long)left!, TimeSpan.FromHours(2.9).TotalMilliseconds, TimeSpan.FromHours(3).TotalMilliseconds);
        }
    }

    [Fact]
    public async Task Systems_with_other_scopes_do_not_see_each_other()
    {
        using var one = RedisFixture.Connect(await redis.OptionsAsync());
        using var two = RedisFixture.Connect(await redis.OptionsAsync());

        Assert.Equal(ClaimState.New, (await new RedisIdempotencyStore(one).ClaimAsync(Record("t1"), Stop)).State);
        Assert.Equal(ClaimState.New, (await new RedisIdempotencyStore(two).ClaimAsync(Record("t1"), Stop)).State);
    }

    protected override async Task<StoreWorld> OpenAsync()
    {
        var server = RedisFixture.Connect(await redis.OptionsAsync());
        return new StoreWorld(new RedisIdempotencyStore(server), () =>
        {
            server.Dispose();
            return ValueTask.CompletedTask;
        });
    }
}
