using System.Globalization;
using Settlement.Benchmarks.Cli;

namespace Settlement.Benchmarks.Sagas;

/// <summary>
/// Life cycles of the transaction saga (submitted, validated, batched, matched, settled: five messages) on the group-commit repository, against the
/// same machine on a repository with one commit per message: one PostgreSQL, turn by turn, medians. The baseline runs with the number of
/// messages in flight that suits it best.
/// </summary>
public static class SagasBench
{
    private const int GroupCommitInFlight = 1024;

    private static readonly int[] BaselineInFlight = [16, 32, 60];

    public static async Task<int> RunAsync(BenchContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var rounds = context.Pick(full: 5, quick: 2);
        var count = context.Pick(full: 30_000, quick: 5_000);
        var baselineCount = count / 10;
        await using var postgres = await TemporaryPostgres.StartAsync(context.Clock, context.Stopped);
        await using var grouped = SagaContender.GroupCommit(postgres.DataSource, context.Clock);
        await using var single = SagaContender.OneCommitPerMessage(postgres.DataSource, context.Clock);

        var lost = (await grouped.RunAsync(count / 2, GroupCommitInFlight, context.Stopped)).Lost; // warm-up
        var best = (InFlight: 0, PerSecond: 0.0);
        foreach (var inFlight in BaselineInFlight)
        {
            await single.RunAsync(baselineCount / 4, inFlight, context.Stopped);
            var run = await single.RunAsync(baselineCount / 2, inFlight, context.Stopped);
            lost += run.Lost;
            best = run.PerSecond > best.PerSecond ? (inFlight, run.PerSecond) : best;
        }

        var results = new List<(SagaRun Grouped, SagaRun Single)>();
        for (var round = 0; round < rounds; round++)
        {
            results.Add((
                await grouped.RunAsync(count, GroupCommitInFlight, context.Stopped),
                await single.RunAsync(baselineCount, best.InFlight, context.Stopped)));
        }

        return Report(context, results, best.InFlight, lost);
    }

    private static int Report(BenchContext context, List<(SagaRun Grouped, SagaRun Single)> results, int baselineInFlight, int lostBefore)
    {
        var grouped = Median(results.Select(static result => result.Grouped.PerSecond));
        var single = Median(results.Select(static result => result.Single.PerSecond));
        var lost = lostBefore + results.Sum(static result => result.Grouped.Lost + result.Single.Lost);
        context.Table(
            "Saga life cycles per second, five messages each",
            ["round", $"group commit ({GroupCommitInFlight} in flight)", $"one commit a message ({baselineInFlight} in flight)", "ratio"],
            [
                .. results.Select(static (result, round) => Row($"{round + 1}", result.Grouped.PerSecond, result.Single.PerSecond)),
                Row("median", grouped, single),
            ]);
        context.WriteJson(new Figures(Math.Round(grouped), Math.Round(single), Math.Round(grouped / single, 1), lost));
        return lost == 0 ? 0 : 1;
    }

    private static string[] Row(string name, double grouped, double single) => [name, Text(grouped, "N0"), Text(single, "N0"), Text(grouped / single, "N1")];

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private sealed record Figures(double LifeCyclesPerSecond, double BaselinePerSecond, double Ratio, int Lost);
}
