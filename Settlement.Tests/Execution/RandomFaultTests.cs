using System.Globalization;
using Settlement.Engine.Execution;
using Settlement.Engine.Execution.Simulation;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Execution;

/// <summary>Whatever goes wrong, in whatever mixture: what the engine believes is what the network did.</summary>
public sealed class RandomFaultTests(PostgresServer postgres)
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task The_effects_are_the_confirmed_wires(int seed)
    {
        var random = new Random(seed);
        await using var world = await RailWorld.CreateAsync(postgres, Plan(random, seed));
        world.Settings.MaxRefusals = random.Next(1, 12);
        world.Settings.FailoverAfter = random.Next(1, 4);
        foreach (var region in world.Settings.RegionList().Where(_ => random.Next(2) == 0))
        {
            var from = world.Time.GetUtcNow().AddMilliseconds(random.Next(3_000));
            world.Faults.Outages.Add(new Outage { Region = region, From = from, Until = from.AddSeconds(random.Next(60)) });
        }

        var batch = RailWorld.Batch($"random_{seed}", random.Next(1, 25), random.Next(1, 25));
        var result = await DriveWithCrashesAsync(world, batch, random);
        world.Time.Leap(TimeSpan.FromHours(1));
        await world.Network.DeliverHeldAsync(Cancellation);

        Assert.Equal(await world.InStateAsync(WireState.Confirmed), await world.EffectsAsync());
        Assert.Equal("0", await world.ListAsync("select count(*) from wires where state in ('pending', 'sending')"));
        Assert.Equal(
            result.Outcome == ExecutionOutcome.Completed,
            string.Equals(await world.ListAsync("select count(*) from rail_sim.wires"), batch.Wires.Count.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        if (result.Failed.Any(failed => failed.Wire.Phase == Domain.Batches.WirePhase.PayIn))
        {
            Assert.DoesNotContain("_out", await world.EffectsAsync(), StringComparison.Ordinal);
        }
    }

    private static FaultPlan Plan(Random random, int seed) => new()
    {
        Seed = seed,
        TransientRefusalRate = random.NextDouble() * 0.25,
        FinalRefusalRate = random.Next(3) == 0 ? 0.1 : 0,
        LostBeforeRate = random.NextDouble() * 0.25,
        LostAfterRate = random.NextDouble() * 0.25,
        HeldRate = random.NextDouble() * 0.25,
        MeanDelayMilliseconds = random.Next(20),
    };

    private static async Task<ExecutionResult> DriveWithCrashesAsync(RailWorld world, Domain.Batches.PlannedBatch batch, Random random)
    {
        for (var crash = 0; crash < 5; crash++)
        {
            try
            {
                return await world.DriveAsync(batch, new Killer(random.Next(1, 30), random.Next(2) == 0), random.Next(2) == 0);
            }
            catch (KilledException)
            {
                // Another engine goes on.
            }
        }

        return await world.DriveAsync(batch);
    }
}
