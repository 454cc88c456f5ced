using System.Globalization;
using Settlement.Benchmarks.Cli;
using Settlement.Optimization.Frontier;
using Settlement.Optimization.Workloads;

namespace Settlement.Benchmarks.Frontier;

/// <summary>
/// One day of a reference workload under each policy and level of liquidity: a table, and a drawing in <c>frontier.svg</c> of the working
/// folder. Pure and seeded: the figures are equal on any machine.
/// </summary>
public static class FrontierBench
{
    private const string Workload = "balanced";
    private const ulong Seed = 1;
    private const string Drawing = "frontier.svg";

    public static Bench Bench { get; } = new(
        "frontier", "liquidity used against delay and cost, of a day under gross FIFO, naive batches, netting and the optimiser", Run);

    public static Task<int> Run(BenchContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var day = WorkloadDay.Of(ReferenceWorkloads.Find(Workload)!, context.Pick(full: 3_000, quick: 400), Seed);
        var range = new LiquidityRange(day);
        var points = SettlementFrontier.Of(day, FrontierSettings.Default, context.Stopped);
        context.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{day.Payments.Count:N0} payments of {Workload}, seed {Seed}; liquidity between {Dollars(range.LeastMinor)} (net) and {Dollars(range.MostMinor)} (gross, at once)"));
        context.Table(
            "Frontier (US dollars)",
            ["policy", "share held", "liquidity used", "delay", "cost", "of it liquidity", "left over", "wires"],
            points.Select(point => (IReadOnlyList<string>)
            [
                point.Policy, point.LiquidityShare.ToString("P0", CultureInfo.InvariantCulture), Dollars(point.LiquidityMinor),
                point.Delay.ToString("N4", CultureInfo.InvariantCulture), Dollars(point.TotalCostMinor), Dollars(point.LiquidityCostMinor),
                point.Unsettled.ToString("N0", CultureInfo.InvariantCulture), point.Wires.ToString("N0", CultureInfo.InvariantCulture),
            ]));
        File.WriteAllText(Drawing, FrontierDrawing.Of(day.Name, points));
        context.Say($"drawn in {Path.GetFullPath(Drawing)}");
        context.WriteJson(new Figures([
            .. points.Select(point => new Row(
                point.Policy, point.LiquidityMinor, Math.Round(point.Delay, 5), point.TotalCostMinor, point.LiquidityShare, point.Unsettled, point.Wires)),
        ]));
        return Task.FromResult(0);
    }

    private static string Dollars(long minor) => (minor / 100).ToString("N0", CultureInfo.InvariantCulture);

    private sealed record Figures(IReadOnlyList<Row> Policies);

    private sealed record Row(string Policy, long Liquidity, double Delay, long Cost, double LiquidityShare, int Unsettled, int Wires);
}
