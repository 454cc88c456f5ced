using Settlement.Engine.Execution;
using Settlement.Engine.Execution.Simulation;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Execution;

public sealed class FailoverTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_region_takes_over_after_the_first_is_fenced()
    {
        await using var world = await RailWorld.CreateAsync(postgres, new FaultPlan { Outages = { new Outage { Region = "eu" } } });
        var killer = new Killer();

        var result = await world.DriveAsync(RailWorld.Batch("taken_over", 5, 5), killer);

        Assert.Equal(ExecutionOutcome.Completed, result.Outcome);
        Assert.Equal("us", await world.ListAsync("select distinct region from rail_sim.wires"));
        Assert.Equal("eu|2", await world.ListAsync("select region, fencing_token from rail_sim.fences where fencing_token > 0"));
        var fence = killer.RailCalls.FindIndex(call => call.Kind == "fence");
        var takeover = killer.RailCalls.FindIndex(call => call.Kind == "send" && call.Region == "us");
        Assert.True(fence >= 0 && fence < takeover, "the second region took over before the first was fenced");
    }

    [Fact]
    public async Task What_a_fenced_region_still_has_under_way_does_not_arrive()
    {
        await using var world = await RailWorld.CreateAsync(postgres);
        var batch = RailWorld.Batch("zombie", 3, 0);
        await world.Network.HoldAsync("eu", 1, [.. batch.Wires.Select(wire => new WireInstruction(wire, 1))], Cancellation);
        world.Time.Leap(TimeSpan.FromSeconds(1));
        await world.Network.DeliverAsync("eu", 1, [], Cancellation);

        await world.Network.FenceAsync("eu", 2, Cancellation);

        Assert.Equal(0, await world.Network.DeliverHeldAsync(Cancellation));
        Assert.All(await world.Network.DeliverAsync("eu", 1, batch.Wires, Cancellation), reply => Assert.Equal(WireStatus.Fenced, reply.Status));
        Assert.All(await world.Network.DeliverAsync("us", 1, batch.Wires, Cancellation), reply => Assert.Equal(WireStatus.Confirmed, reply.Status));
        await world.Network.FenceAsync("eu", 1, Cancellation);
        Assert.Equal("eu|2", await world.ListAsync("select region, fencing_token from rail_sim.fences where fencing_token > 0"));
    }

    [Fact]
    public async Task A_fence_never_overtakes_a_delivery()
    {
        await using var world = await RailWorld.CreateAsync(postgres);
        for (var token = 1; token <= 20; token++)
        {
            var wires = RailWorld.Batch($"overtake_{token}", 40, 0).Wires;
            var sending = Task.Run(() => world.Network.DeliverAsync("eu", token, wires, Cancellation), Cancellation);
            await world.Network.FenceAsync("eu", token + 1, Cancellation);
            var doneWhenFenced = await world.ListAsync("select count(*) from rail_sim.wires");
            await sending;

            Assert.Equal(doneWhenFenced, await world.ListAsync("select count(*) from rail_sim.wires"));
        }
    }

    [Fact]
    public async Task An_outage_of_everything_is_waited_out_and_nothing_fails()
    {
        await using var world = await RailWorld.CreateAsync(postgres);
        foreach (var region in world.Settings.RegionList())
        {
            world.Faults.Outages.Add(new Outage { Region = region, Until = world.Time.GetUtcNow().AddMinutes(10) });
        }

        var batch = RailWorld.Batch("dark", 4, 4);
        var first = await world.Stage().ExecuteAsync(batch, Cancellation);
        var last = await world.DriveAsync(batch);

        Assert.Equal(ExecutionOutcome.Waiting, first.Outcome);
        Assert.InRange(first.RetryAt!.Value - world.Time.GetUtcNow(), TimeSpan.FromHours(-1), TimeSpan.FromMilliseconds(world.Settings.MaxDelayMilliseconds));
        Assert.Equal(ExecutionOutcome.Completed, last.Outcome);
        Assert.Equal("8", await world.ListAsync("select count(*) from rail_sim.wires"));
    }

    [Fact]
    public async Task A_region_that_is_down_for_some_attempts_is_used_again_after_its_rest()
    {
        await using var world = await RailWorld.CreateAsync(postgres, new FaultPlan { Outages = { new Outage { Region = "eu", FirstAttempt = 1, LastAttempt = 3 } } });
        await world.DriveAsync(RailWorld.Batch("first", 2, 0));
        world.Faults.Outages.Clear();
        world.Time.Leap(TimeSpan.FromSeconds(world.Settings.RegionRestSeconds + 1));

        await world.DriveAsync(RailWorld.Batch("second", 2, 0));

        Assert.Equal("us|1 eu|2", await world.ListAsync("select region, max(fencing_token) from rail_sim.wires group by region order by region desc"));
    }

    [Fact]
    public async Task An_engine_that_has_not_seen_a_failover_is_refused_and_follows()
    {
        await using var world = await RailWorld.CreateAsync(postgres);
        var late = world.Stage();
        await late.ExecuteAsync(RailWorld.Batch("before", 1, 0), Cancellation);
        world.Faults.Outages.Add(new Outage { Region = "eu" });
        await world.DriveAsync(RailWorld.Batch("failover", 1, 0));
        world.Faults.Outages.Clear();

        var result = await late.ExecuteAsync(RailWorld.Batch("after", 2, 0), Cancellation);

        Assert.Equal(ExecutionOutcome.Completed, result.Outcome);
        Assert.Equal("fenced 2", await world.ListAsync("select outcome || ' ' || count(*) from wire_attempts where wire_id like 'after%' and attempt = 1 group by outcome"));
        Assert.Equal("us", await world.ListAsync("select distinct region from rail_sim.wires where wire_id like 'after%'"));
    }

    [Fact]
    public async Task An_engine_whose_token_is_older_than_the_networks_fence_catches_up()
    {
        await using var world = await RailWorld.CreateAsync(postgres);
        await world.Network.FenceAsync("eu", 4, Cancellation);

        var result = await world.DriveAsync(RailWorld.Batch("restored", 3, 0));

        Assert.Equal(ExecutionOutcome.Completed, result.Outcome);
        Assert.Equal("3", await world.ListAsync("select count(*) from rail_sim.wires where fencing_token >= 4 or region <> 'eu'"));
    }
}
