using Settlement.Benchmarks.Chaos;
using Settlement.Engine.Leadership;
using Xunit;

namespace Settlement.Tests.Leadership;

/// <summary>What every implementation of <see cref="ILeases"/> promises.</summary>
public abstract class LeaseContract
{
    /// <summary>The shortest that both implementations can do.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>An engine's view of the leases; two of them share nothing but the server.</summary>
    protected abstract Task<ILeases> EngineAsync();

    [Fact]
    public async Task A_lease_has_one_holder_at_most()
    {
        var engines = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => EngineAsync()));

        var taken = await Task.WhenAll(engines.Select((engine, i) => engine.TryAcquireAsync("planning", $"engine-{i}", 0, Long, Cancellation)));

        var holder = Assert.Single(taken.OfType<Lease>());
        Assert.Equal([holder], await engines[0].ListAsync(Cancellation));
    }

    [Fact]
    public async Task A_lease_that_is_given_back_is_free_at_once_and_its_next_token_is_greater()
    {
        var (one, other) = (await EngineAsync(), await EngineAsync());
        var tokens = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            foreach (var (engine, name) in new[] { (one, "one"), (other, "other") })
            {
                var lease = await engine.TryAcquireAsync("intake", name, 0, Long, Cancellation);
                Assert.NotNull(lease);
                tokens.Add(lease.Token);
                await engine.ReleaseAsync(lease, Cancellation);
            }
        }

        Assert.Equal(tokens.Distinct().Order(), tokens);
    }

    [Fact]
    public async Task A_token_is_greater_than_the_fence_that_stands()
    {
        var engine = await EngineAsync();

        var lease = await engine.TryAcquireAsync("windows", "one", above: 41_000_000_000, Long, Cancellation);

        Assert.True(lease!.Token > 41_000_000_000);
        await engine.ReleaseAsync(lease, Cancellation);
        Assert.True((await engine.TryAcquireAsync("windows", "one", above: 0, Long, Cancellation))!.Token > lease.Token);
    }

    [Fact]
    public async Task Who_does_not_renew_loses_the_lease_and_who_renews_keeps_it()
    {
        var (sleeper, keeper, heir) = (await EngineAsync(), await EngineAsync(), await EngineAsync());
        Assert.NotNull(await sleeper.TryAcquireAsync("batches/0", "sleeper", 0, Short, Cancellation));
        Assert.NotNull(await keeper.TryAcquireAsync("batches/1", "keeper", 0, Short, Cancellation));
        Assert.Null(await heir.TryAcquireAsync("batches/0", "heir", 0, Short, Cancellation));

        Lease? inherited = null;
        await Deadline.UntilAsync(
            async () =>
            {
                Assert.Equal(["batches/1"], await keeper.RenewAsync("keeper", Short, Cancellation));
                Assert.Null(await heir.TryAcquireAsync("batches/1", "heir", 0, Short, Cancellation));
                return (inherited = await heir.TryAcquireAsync("batches/0", "heir", 0, Short, Cancellation)) is not null;
            },
            Patience, () => "the lease does not run out");

        Assert.Empty(await sleeper.RenewAsync("sleeper", Short, Cancellation));
        Assert.Contains(inherited!, await sleeper.ListAsync(Cancellation));
    }

    [Fact]
    public async Task Giving_back_a_lease_that_another_holds_by_now_changes_nothing()
    {
        var (one, other) = (await EngineAsync(), await EngineAsync());
        var late = (await one.TryAcquireAsync("intake", "one", 0, Long, Cancellation))!;
        await other.EvictAsync("one", Cancellation);
        var present = (await other.TryAcquireAsync("intake", "other", 0, Long, Cancellation))!;

        await one.ReleaseAsync(late, Cancellation);

        Assert.Equal([present], await one.ListAsync(Cancellation));
    }

    [Fact]
    public async Task A_dead_holder_loses_all_its_leases_at_once()
    {
        var (dead, heir) = (await EngineAsync(), await EngineAsync());
        foreach (var name in new[] { "intake", "planning", "batches/7" })
        {
            Assert.NotNull(await dead.TryAcquireAsync(name, "dead", 0, Long, Cancellation));
        }

        Assert.NotNull(await heir.TryAcquireAsync("windows", "heir", 0, Long, Cancellation));
        await heir.EvictAsync("dead", Cancellation);

        Assert.Equal(["windows"], (await heir.ListAsync(Cancellation)).Select(lease => lease.Name));
        Assert.Empty(await dead.RenewAsync("dead", Long, Cancellation));
    }

    [Fact]
    public async Task Who_waits_is_woken_when_a_lease_is_given_back()
    {
        var (holder, waiter) = (await EngineAsync(), await EngineAsync());
        var lease = (await holder.TryAcquireAsync("planning", "holder", 0, Long, Cancellation))!;
        var free = Deadline.UntilAsync(
            async () =>
            {
                await waiter.WaitForChangeAsync(TimeSpan.FromMilliseconds(500), Cancellation);
                return await waiter.TryAcquireAsync("planning", "waiter", 0, Long, Cancellation) is not null;
            },
            Patience, () => "the lease is not seen to be free");

        await holder.ReleaseAsync(lease, Cancellation);

        await free;
    }
}
