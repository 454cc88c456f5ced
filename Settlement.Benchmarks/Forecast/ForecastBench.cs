using System.Globalization;
using Settlement.Benchmarks.Cli;

namespace Settlement.Benchmarks.Forecast;

/// <summary>
/// How well daily flows are forecast, on two public data sets, beside simple baselines and the published scores; and how often the intervals hold
/// what comes. Every forecast is the one that the system would have given on its day: nothing after the origin is passed in.
/// </summary>
public static class ForecastBench
{
    private const int QuickSeries = 12;

    public static Bench Bench { get; } = new(
        "forecast", "errors of forecasts on NN5 and on the US Treasury's flows, against naive ones and the published", RunAsync);

    public static Task<int> RunAsync(BenchContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (ForecastData.FindFolder() is not { } folder)
        {
            context.Say("skipped: the public series are not on this machine (../shared/data/forecast, see its README.md)");
            return Task.FromResult(0);
        }

        var started = context.Clock.GetTimestamp();
        var series = ForecastData.Nn5(folder);
        MeasuredSeries[] nn5 = [.. series.Take(context.Pick(full: series.Count, quick: QuickSeries))];
        var treasury = ForecastData.Treasury(folder);
        var stride = context.Pick(full: 5, quick: 40);
        var rows = new List<Row>();
        foreach (var contestant in Contestant.Baselines.Append(Contestant.Settlement(context.Stopped)))
        {
            rows.Add(new Row(
                contestant.Name,
                Nn5Contest.Run(contestant, nn5, context.Stopped),
                TreasuryContest.Run(contestant, treasury.Inflow, stride, context.Stopped),
                TreasuryContest.Run(contestant, treasury.Outflow, stride, context.Stopped)));
        }

        var own = rows[^1];
        Print(context, rows, ForecastData.PublishedNn5(folder), $"{nn5.Length} of {series.Count} series");
        PrintIntervals(context, own);
        context.Say(Text($"took {context.Clock.GetElapsedTime(started).TotalSeconds:N0} s"));
        context.WriteJson(Figures(own, rows, ForecastData.PublishedNn5(folder)));
        return Task.FromResult(0);
    }

    private static void Print(BenchContext context, List<Row> rows, IReadOnlyList<(string Method, double Mase, double Smape)> published, string size)
    {
        context.Table(
            $"NN5 daily, the last {Nn5Contest.Horizon} days ({size}); Treasury, {TreasuryContest.Horizon} business days from rolling origins",
            ["forecast", "NN5 MASE", "NN5 sMAPE %", "inflow WAPE", "outflow WAPE"],
            [
                .. published.Select(row => new[] { $"{row.Method} (published, all 111 series)", Text($"{row.Mase:F3}"), Text($"{row.Smape:F2}"), "", "" }),
                .. rows.Select(row => new[]
                {
                    row.Name, Text($"{row.Nn5.Mase:F3}"), Text($"{row.Nn5.Smape:F2}"), Text($"{row.Inflow.Wape:F3}"), Text($"{row.Outflow.Wape:F3}"),
                }),
            ]);
    }

    private static void PrintIntervals(BenchContext context, Row own) =>
        context.Table(
            "Days inside their interval, %",
            ["interval", "NN5", "inflow", "outflow", "all"],
            IntervalCount.Coverages.Select(coverage => new[]
            {
                Text($"{coverage} %"), Percent(own.Nn5.Intervals, coverage), Percent(own.Inflow.Intervals, coverage),
                Percent(own.Outflow.Intervals, coverage), Percent(All(own), coverage),
            }));

    private static ForecastFigures Figures(Row own, List<Row> rows, IReadOnlyList<(string Method, double Mase, double Smape)> published)
    {
        var baselines = rows.Where(row => row != own).ToDictionary(
            row => row.Name, row => new BaselineFigures(Nn5Of(row), TreasuryOf(row)), StringComparer.Ordinal);
        foreach (var (method, mase, smape) in published)
        {
            var name = "published_" + method.ToLowerInvariant().Replace('-', '_');
            baselines.Add(name, new BaselineFigures(new Nn5Figures(mase, smape), null));
        }

        return new ForecastFigures(Nn5Of(own), TreasuryOf(own), baselines, Math.Round(All(own).Share(80), 3));
    }

    private static IntervalCount All(Row row)
    {
        var all = new IntervalCount();
        all.Add(row.Nn5.Intervals);
        all.Add(row.Inflow.Intervals);
        all.Add(row.Outflow.Intervals);
        return all;
    }

    private static Nn5Figures Nn5Of(Row row) => new(Math.Round(row.Nn5.Mase, 3), Math.Round(row.Nn5.Smape, 2));

    private static TreasuryFigures TreasuryOf(Row row) => new(Math.Round(row.Inflow.Wape, 3), Math.Round(row.Outflow.Wape, 3));

    private static string Percent(IntervalCount intervals, int coverage) => Text($"{100 * intervals.Share(coverage):F1}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Row(string Name, Nn5Result Nn5, (double Wape, IntervalCount Intervals) Inflow, (double Wape, IntervalCount Intervals) Outflow);
}
