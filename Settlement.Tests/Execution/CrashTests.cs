using Settlement.Domain.Batches;
using Settlement.Engine.Execution;
using Settlement.Engine.Execution.Simulation;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Execution;

/// <summary>The engine ends before or after each call it makes, and another one goes on.</summary>
public sealed class CrashTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, 0, false)]
    [InlineData(true, 0, false)]
    [InlineData(true, 0, true)]
    [InlineData(false, 0.3, true)]
    [InlineData(true, 0.3, true)]
    public async Task Killed_at_every_call_each_wire_still_has_one_effect(bool afterwards, double lost, bool experienced)
    {
        for (var call = 1; ; call++)
        {
            await using var world = await RailWorld.CreateAsync(postgres, new FaultPlan { LostBeforeRate = lost, LostAfterRate = lost, HeldRate = lost });
            var batch = RailWorld.Batch("crash", 4, 3);
            var killed = await DiesAsync(world, batch, new Killer(call, afterwards), experienced);
            var survivor = new Killer();

            var result = await world.DriveAsync(batch, survivor);
            world.Time.Leap(TimeSpan.FromHours(1));
            await world.Network.DeliverHeldAsync(Cancellation);

            Assert.Equal(ExecutionOutcome.Completed, result.Outcome);
            Assert.Equal("7", await world.ListAsync("select count(*) from rail_sim.wires"));
            Assert.Equal(await world.InStateAsync(WireState.Confirmed), await world.EffectsAsync());
            Assert.Equal("", await world.ListAsync("select value from rail_sim.counters where name = 'duplicates_refused' and value > 0"));
            if (!killed)
            {
                Assert.True(call > 6, "a run makes more calls than that");
                return;
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_at_every_call_of_a_failing_round_nothing_is_paid_out(bool afterwards)
    {
        for (var call = 1; ; call++)
        {
            await using var world = await RailWorld.CreateAsync(
                postgres, new FaultPlan { LostBeforeRate = 0.3, HeldRate = 0.3, Blocked = { ["debtor_1"] = "account_blocked" } });
            var batch = RailWorld.Batch("failing", 4, 3);
            var killed = await DiesAsync(world, batch, new Killer(call, afterwards), experienced: true);

            var result = await world.DriveAsync(batch);
            world.Time.Leap(TimeSpan.FromHours(1));
            await world.Network.DeliverHeldAsync(Cancellation);

            Assert.Equal("debtor_1", Assert.Single(result.Failed).Participant);
            Assert.Equal(await world.InStateAsync(WireState.Confirmed), await world.EffectsAsync());
            Assert.DoesNotContain("out", await world.EffectsAsync(), StringComparison.Ordinal);
            if (!killed)
            {
                return;
            }
        }
    }

    [Fact]
    public async Task What_was_being_sent_at_the_crash_is_inquired_about_first()
    {
        await using var world = await RailWorld.CreateAsync(postgres);
        var batch = RailWorld.Batch("asked", 3, 0);
        await Assert.ThrowsAsync<KilledException>(() => world.Stage(new Killer(3, afterwards: true)).ExecuteAsync(batch, Cancellation));
        Assert.Equal("3", await world.ListAsync("select count(*) from wires where state = 'sending'"));
        var survivor = new Killer();

        await world.DriveAsync(batch, survivor);

        Assert.Equal("open inquire record", string.Join(' ', survivor.Calls));
        Assert.Equal("1", await world.ListAsync("select distinct attempt - 1 from wire_attempts where kind = 'inquiry'"));
    }

    [Fact]
    public async Task Engines_that_execute_the_same_batch_together_do_each_wire_once()
    {
        await using var world = await RailWorld.CreateAsync(postgres, new FaultPlan { LostBeforeRate = 0.2, LostAfterRate = 0.2, TransientRefusalRate = 0.1 });
        var batch = RailWorld.Batch("together", 30, 10);

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => world.DriveAsync(batch), Cancellation)));

        Assert.All(results, result => Assert.Equal(ExecutionOutcome.Completed, result.Outcome));
        Assert.Equal("40", await world.ListAsync("select count(*) from rail_sim.wires"));
        Assert.Equal(await world.InStateAsync(WireState.Confirmed), await world.EffectsAsync());
    }

    private static async Task<bool> DiesAsync(RailWorld world, PlannedBatch batch, Killer killer, bool experienced)
    {
        try
        {
            await world.DriveAsync(batch, killer, experienced);
            return false;
        }
        catch (KilledException)
        {
            return true;
        }
    }
}
