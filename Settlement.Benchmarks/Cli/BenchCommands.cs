using Settlement.Api.Cli;
using Settlement.Benchmarks.OperatorConsole;

namespace Settlement.Benchmarks.Cli;

/// <summary>Makes a command line of the benches: each by its name, and <c>all</c>.</summary>
internal static class BenchCommands
{
    internal static CommandLine Create(string program, IReadOnlyList<Bench> benches) => new(
        program,
        "Measures one figure or group of figures beside its baseline, on this machine, and prints a table and a line of JSON.",
        [
            .. benches.Select(bench => ToCommand(bench.Name, bench.Summary, [bench])),
            ToCommand("all", "Everything above, one after the other.", benches),
            FiguresCommand.Create(),
            ScreenshotsCommand.Create(),
        ]);

    private static Command ToCommand(string name, string summary, IReadOnlyList<Bench> benches) => new(
        name,
        summary,
        [
            CommandOption.Flag("quick", "seconds instead of minutes; not for publishing"),
            CommandOption.Text("json", "FILE", "appends the line of JSON to a file"),
            .. benches.SelectMany(bench => bench.Options),
        ],
        async (input, stopped) =>
        {
            var worst = 0;
            foreach (var bench in benches)
            {
                stopped.ThrowIfCancellationRequested();
                var context = new BenchContext(bench.Name, input.Has("quick"), input.Text("json"), TimeProvider.System, stopped, input);
                context.Say($"{bench.Name}: {context.Machine}, commit {context.Commit}{(context.Quick ? ", quick" : "")}");
                worst = Math.Max(worst, await bench.Run(context));
            }

            return worst;
        });
}
