using Settlement.Api.Cli;

namespace Settlement.Api.Demo;

/// <summary><c>./run demo</c>: a settlement day in a data folder of its own.</summary>
internal static class DemoCommand
{
    private const int DefaultSeed = 1;
    private const int DefaultPayments = 2_000;

    internal static Command Create() => new(
        "demo",
        "Runs a settlement day from the first payment to the report and checks its invariants; needs nothing running.",
        [
            CommandOption.Number("seed", "N", $"equal seeds give equal days; {DefaultSeed} by default", 0, int.MaxValue),
            CommandOption.Number("payments", $"{DefaultPayments}", $"payments of the day; with --days of each day, {HistoryOptions.DefaultPayments} by default", 1, 100_000),
            CommandOption.Number("days", "N", "plays N business days that end yesterday instead of one, and forecasts the next ones", 1, HistoryOptions.MaxDays),
            CommandOption.Text("keep", "FOLDER", "with --days: a new folder that keeps the system; ./run --data FOLDER serves it afterwards"),
            CommandOption.Flag("json", "prints the closing line of JSON alone"),
        ],
        RunAsync);

    private static Task<int> RunAsync(CommandInput input, CancellationToken stopped)
    {
        var seed = (int)(input.Number("seed") ?? DefaultSeed);
        if (input.Number("days") is { } days)
        {
            var each = (int)(input.Number("payments") ?? HistoryOptions.DefaultPayments);
            return new SettlementHistory(new HistoryOptions(seed, (int)days, each, input.Text("keep"), input.Has("json")), TimeProvider.System).RunAsync(stopped);
        }

        return input.Has("keep")
            ? throw new UserErrorException("--keep goes with --days: a single day leaves nothing behind.")
            : new SettlementDay(new DemoOptions(seed, (int)(input.Number("payments") ?? DefaultPayments), input.Has("json"))).RunAsync(stopped);
    }
}
