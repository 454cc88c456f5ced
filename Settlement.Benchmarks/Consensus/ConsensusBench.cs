using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Settlement.Benchmarks.Chaos;
using Settlement.Benchmarks.Cli;
using Settlement.Engine.Database;
using Settlement.Engine.Etcd;
using Settlement.Engine.Leadership;
using Settlement.Engine.Matching;

namespace Settlement.Benchmarks.Consensus;

/// <summary>
/// Proposals, votes and certificates over three real etcd nodes, between two measurements of what a bare put costs there; over PostgreSQL as the baseline; then
/// the nodes' leader is killed, again and again.
/// </summary>
internal static class ConsensusBench
{
    private const int Parties = 16;
    private const int InHand = 8;
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(30);

    public static Bench Bench { get; } = new("consensus", "from a proposal to its certificate over three etcd nodes, and how long a killed leader costs", RunAsync);

    public static async Task<int> RunAsync(BenchContext context)
    {
        if (EtcdCluster.FindProgram() is null)
        {
            context.Say(EtcdCluster.Missing);
            return 1;
        }

        var batches = context.Pick(3_000, 300);
        var (p50, p99) = await OverPostgresAsync(context, batches);
        await using var cluster = await EtcdCluster.StartAsync();
        using var client = new EtcdClient(Options.Create(new EtcdOptions { Endpoints = cluster.Endpoints }), context.Clock);
        var log = new EtcdConsensusLog(client, new EngineIdentity(), context.Clock);
        var flushes = Percentiles(BarePuts.Flush(batches));
        var puts = await BarePuts.PutAsync(cluster, batches, context.Stopped);
        var (etcd50, etcd99) = await MeasureAsync(context, log, batches);
        puts.AddRange(await BarePuts.PutAsync(cluster, batches, context.Stopped));
        var (put50, put99) = Percentiles(puts);
        var perSecond = await ManyAsync(context, log, batches);
        var worst = 0.0;
        for (var kill = 1; kill <= context.Pick(10, 3); kill++)
        {
            worst = Math.Max(worst, await KillLeaderAsync(context, cluster, log, kill));
        }

        context.Table(
            $"{batches:#,0} batches of {Parties} parties one after the other: propose, {Parties} votes, certify",
            ["log", "p50 ms", "p99 ms"],
            [
                ["etcd, 3 nodes", Text(etcd50), Text(etcd99)], ["PostgreSQL", Text(p50), Text(p99)], ["for comparison: one bare put to the etcd leader", Text(put50), Text(put99)],
                ["for comparison: one flush of this disk", Text(flushes.P50), Text(flushes.P99)],
            ]);
        context.Table(
            "etcd", ["figure", "value"],
            [[$"certificates/s, {InHand} in hand", perSecond.ToString("0", CultureInfo.InvariantCulture)], ["leader killed: worst recovery, s", Text(worst)]]);
        context.WriteJson(new ConsensusFigures(etcd50, etcd99, worst, p50, p99, put50, put99, flushes.P50, flushes.P99, Parties, batches, Math.Round(perSecond)));
        return 0;
    }

    private static async Task<(double P50, double P99)> OverPostgresAsync(BenchContext context, int batches)
    {
        var folder = await ChaosFolder.CreateAsync(smallDisk: false);
        await using (folder)
        {
            var cache = Environment.GetEnvironmentVariable("SETTLEMENT_Database__CacheFolder") ?? Path.Combine(Path.GetTempPath(), "settlement-cache");
            await using var database = await SettlementDatabase.OpenAsync(
                new DatabaseOptions { DataFolder = folder.Path, CacheFolder = cache }, context.Clock, NullLoggerFactory.Instance, context.Stopped);
            await using var source = DatabaseConnections.BuildHot(database.ConnectionString, database.Options);
            return await MeasureAsync(context, new PostgresConsensusLog(source, new EngineIdentity(), context.Clock), batches);
        }
    }

    private static async Task<(double P50, double P99)> MeasureAsync(BenchContext context, IConsensusLog log, int batches)
    {
        var warm = new ConsensusRound(log, "warm", Parties);
        for (var number = 0; number < 50; number++)
        {
            await warm.RunAsync(number, context.Stopped);
        }

        var round = new ConsensusRound(log, "one", Parties);
        var times = new List<double>(batches);
        for (var number = 0; number < batches; number++)
        {
            var started = context.Clock.GetTimestamp();
            await round.RunAsync(number, context.Stopped);
            times.Add(context.Clock.GetElapsedTime(started).TotalMilliseconds);
        }

        return Percentiles(times);
    }

    private static (double P50, double P99) Percentiles(List<double> times)
    {
        times.Sort();
        return (Math.Round(times[times.Count / 2], 2), Math.Round(times[(int)Math.Ceiling(times.Count * 0.99) - 1], 2));
    }

    private static async Task<double> ManyAsync(BenchContext context, IConsensusLog log, int batches)
    {
        var round = new ConsensusRound(log, "many", Parties);
        var started = context.Clock.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, batches), new ParallelOptions { MaxDegreeOfParallelism = InHand, CancellationToken = context.Stopped },
            async (number, stopped) => await round.RunAsync(number, stopped));
        return batches / context.Clock.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Seconds from the kill to the next certificate. The node comes back before the next kill, so that a majority always lives.</summary>
    private static async Task<double> KillLeaderAsync(BenchContext context, EtcdCluster cluster, IConsensusLog log, int kill)
    {
        var round = new ConsensusRound(log, $"kill{kill}", Parties);
        var killed = await cluster.KillLeaderAsync();
        var started = context.Clock.GetTimestamp();
        await round.RunAsync(1, context.Stopped);
        var seconds = context.Clock.GetElapsedTime(started).TotalSeconds;
        cluster.StartNode(killed);
        await Deadline.UntilAsync(() => cluster.IsHealthyAsync(), RecoveryLimit, () => "a node that was killed does not come back");
        return Math.Round(seconds, 2);
    }

    private static string Text(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
