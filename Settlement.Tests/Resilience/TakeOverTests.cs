using Settlement.Benchmarks.Chaos;
using Settlement.Benchmarks.Chaos.Faults;
using Settlement.Engine.Leadership;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Resilience;

/// <summary>Two engines and one API, each a process of its own, on one database under traffic: when one engine goes, the other one works.</summary>
public sealed class TakeOverTests(ITestOutputHelper output)
{
    private const int Clients = 4;
    private const int Seed = 20_261_122;

    /// <summary>The figure to reach is 5 s; a busy machine gets more.</summary>
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task The_engine_that_works_is_killed_and_the_other_takes_over()
    {
        await using var system = await StartAsync(new ChaosParts());
        var run = new ChaosRun(system, Seed, output.WriteLine);
        await RequireSharedAsync(system);

        var killed = await run.RoundAsync(1, new KillEngine());
        Assert.True(killed.Recovery < RecoveryLimit, $"took {killed.Recovery.TotalSeconds:0.0} s");
        await RequireSharedAsync(system);

        var frozen = await run.RoundAsync(2, new FreezeEngine(TimeSpan.FromSeconds(4)));
        Assert.True(frozen.Recovery < RecoveryLimit, $"took {frozen.Recovery.TotalSeconds:0.0} s");
    }

    [Fact]
    public async Task With_kafka_redis_and_etcd_nothing_is_lost_when_one_of_them_is_killed_or_cut_off()
    {
        var (parts, missing) = ChaosParts.Find();
        if (missing.Count > 0)
        {
            throw PostgresServer.Skip(string.Join(' ', missing));
        }

        await using var system = await StartAsync(parts);
        var run = new ChaosRun(system, Seed, output.WriteLine);
        IFault[] faults = [new KillEtcdLeader(), new PartitionFromEtcd(TimeSpan.FromSeconds(4)), new KillRedis(), new KillKafka()];
        foreach (var (number, fault) in faults.Index())
        {
            var round = await run.RoundAsync(number + 1, fault);
            Assert.True(round.Recovery < RecoveryLimit, $"{fault.Name}: took {round.Recovery.TotalSeconds:0.0} s");
        }

        await RequireRecordedAsync(system);
    }

    private static async Task<ChaosSystem> StartAsync(ChaosParts parts)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Kills by number and finds servers in /proc.");
        return await ChaosSystem.StartAsync(Seed, Clients, PostgresServer.Cache, parts);
    }

    /// <summary>Every duty has an engine, and both engines have some.</summary>
    private static async Task RequireSharedAsync(ChaosSystem system)
    {
        string shown = "";
        await Deadline.UntilAsync(
            async () =>
            {
                var leases = await new PostgresLeases(system.Source, TimeProvider.System).ListAsync(TestContext.Current.CancellationToken);
                shown = string.Join(", ", leases);
                return leases.Count == Duties.Single.Count + Duties.BatchShards && leases.Select(lease => lease.Holder).Distinct().Count() == 2;
            },
            RecoveryLimit, () => $"the duties are not shared: {shown}\n{system.Logs()}");
    }

    /// <summary>Every certificate that a batch was matched by is on record, with the term under which it was decided.</summary>
    private static async Task RequireRecordedAsync(ChaosSystem system) => await Deadline.UntilAsync(
        async () =>
        {
            await using var command = system.Source.CreateCommand("""
                select count(*) = 0 from saga_events e where e.event = 'BatchMatched' and (e.payload::json ->> 'quorum')::int > 0 and not exists (
                    select from consensus_decisions d where d.log = 'etcd' and d.lease like 'batches/%' and d.token > 0
                    and d.key = 'batch/' || e.key || '/' || (e.payload::json ->> 'round') || '/certificate')
                """);
            return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) is true;
        },
        RecoveryLimit, () => "a certificate is not on record");
}
