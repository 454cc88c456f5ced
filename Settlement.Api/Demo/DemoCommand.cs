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
            CommandOption.Number("payments", $"{DefaultPayments}", "payments of the day", 1, 100_000),
            CommandOption.Flag("json", "prints the closing line of JSON alone"),
        ],
        (input, stopped) => new SettlementDay(new DemoOptions(
            (int)(input.Number("seed") ?? DefaultSeed), (int)(input.Number("payments") ?? DefaultPayments), input.Has("json"))).RunAsync(stopped));
}
