using System.Globalization;
using Settlement.Api.Cli;
using Settlement.Api.Host;
using Settlement.Benchmarks.Chaos.Faults;
using Settlement.Benchmarks.Cli;

namespace Settlement.Benchmarks.Chaos;

/// <summary>Seeded rounds of faults on real processes under traffic; after each one the books are audited. What this machine cannot have is said.</summary>
internal static class ChaosBench
{
    private const int Clients = 6;

    /// <summary>Every fault, in the order of the first rounds; a new server adds its own here.</summary>
    public static IReadOnlyList<IFault> Faults { get; } =
    [
        new NoFault(TimeSpan.FromSeconds(4)), new KillEngine(), new KillApi(), new KillPostgres(), new KillKafka(), new KillRedis(), new KillEtcdLeader(), new PartitionFromEtcd(TimeSpan.FromSeconds(8)),
        new FreezeEngine(TimeSpan.FromSeconds(10)), new FullDisk(TimeSpan.FromSeconds(3)),
    ];

    public static Bench Bench { get; } = new("chaos", "kills, freezes, partitions and a full disk under traffic: what is lost, what is doubled, how long recovery takes", RunAsync)
    {
        Options =
        [
            CommandOption.Words("without", "servers that PostgreSQL stands in for", ServerNames.Kafka, ServerNames.Redis, ServerNames.Etcd),
            CommandOption.Words("only", "these faults alone", [.. Faults.Select(WordOf)]),
        ],
    };

    public static async Task<int> RunAsync(BenchContext context)
    {
        var seed = FromEnvironment("SETTLEMENT_CHAOS_SEED", 20_261_121);
        var count = FromEnvironment("SETTLEMENT_CHAOS_ROUNDS", context.Pick(27, Faults.Count));
        var cache = Environment.GetEnvironmentVariable("SETTLEMENT_Database__CacheFolder") ?? Path.Combine(Path.GetTempPath(), "settlement-cache");
        var (parts, missing) = ChaosParts.Find();
        parts = parts.Without(context.Words("without"));
        await using var system = await ChaosSystem.StartAsync(seed, Clients, cache, parts, smallDisk: true);
        var wanted = context.Words("only") is { Count: > 0 } only ? [.. Faults.Where(fault => only.Contains(WordOf(fault), StringComparer.Ordinal))] : Faults;
        var possible = wanted.Where(fault => fault.IsPossible(system)).ToList();
        foreach (var why in missing)
        {
            context.Say("missing: " + why);
        }

        foreach (var fault in wanted.Except(possible))
        {
            context.Say($"left out, this deployment cannot have it: {fault.Name}");
        }

        context.Say(string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {count} rounds; {parts}"));
        var (rounds, broken, isBroken) = await RoundsAsync(context, system, possible, seed, count);
        Show(context, rounds);
        context.WriteJson(new ChaosFigures(
            rounds.Count, rounds.GroupBy(round => round.Fault, StringComparer.Ordinal).ToDictionary(fault => fault.Key.Replace(' ', '_'), fault => fault.Count(), StringComparer.Ordinal),
            broken is null ? 0 : 1, isBroken ? 1 : 0, rounds.Count == 0 ? 0 : Math.Round(rounds.Max(round => round.Recovery.TotalSeconds), 2), broken));
        return broken is null ? 0 : 1;
    }

    private static async Task<(List<ChaosRound> Rounds, string? Broken, bool RuleIsBroken)> RoundsAsync(BenchContext context, ChaosSystem system, List<IFault> possible, int seed, int count)
    {
        var random = new Random(seed);
        var run = new ChaosRun(system, seed, context.Say);
        var rounds = new List<ChaosRound>();
        try
        {
            for (var number = 1; number <= count && !context.Stopped.IsCancellationRequested; number++)
            {
                // Each fault once, then by chance.
                var fault = number <= possible.Count ? possible[number - 1] : possible[random.Next(possible.Count)];
                rounds.Add(await run.RoundAsync(number, fault));
            }

            return (rounds, null, false);
        }
        catch (Exception failure) when (failure is BrokenRuleException or TimeoutException)
        {
            context.Say(failure.Message);
            return (rounds, failure.Message.Split('\n')[0], failure is BrokenRuleException);
        }
    }

    private static string WordOf(IFault fault) => fault.Name.Replace(' ', '-').ToLowerInvariant();

    private static void Show(BenchContext context, List<ChaosRound> rounds) => context.Table(
        "Faults under traffic; recovery is from the fault to a settled payment",
        ["fault", "rounds", "median s", "worst s"],
        rounds.GroupBy(round => round.Fault, StringComparer.Ordinal).Select(fault =>
        {
            var seconds = fault.Select(round => round.Recovery.TotalSeconds).Order().ToList();
            return (IReadOnlyList<string>)[fault.Key, fault.Count().ToString(CultureInfo.InvariantCulture), Text(seconds[seconds.Count / 2]), Text(seconds[^1])];
        }));

    private static string Text(double seconds) => seconds.ToString("0.0", CultureInfo.InvariantCulture);

    private static int FromEnvironment(string name, int standard) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : standard;
}
