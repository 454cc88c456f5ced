using System.Globalization;
using Microsoft.AspNetCore.Components;
using Settlement.Domain.Liquidity;
using Settlement.OperatorConsole.Widgets;
using Settlement.OperatorConsole.Widgets.Charts;
using static Settlement.OperatorConsole.Pages.Liquidity.FlowMeasure;

namespace Settlement.OperatorConsole.Pages.Liquidity;

/// <summary>What came on past days against what had been forecast, and the days to come with their bands.</summary>
public sealed partial class ForecastChart
{
    /// <summary>Past days that are drawn: five business weeks.</summary>
    private const int MaxPast = 25;

    /// <summary>Between two dates that are written below.</summary>
    private const int DaysPerTick = 5;

    private PlotScale _scale = PlotScale.Of([]);
    private List<PlotTick> _ticks = [];
    private List<(int Coverage, string Area)> _bands = [];
    private List<(double X, double Y)> _dots = [];
    private List<(double X, double Width, string Text)> _columns = [];
    private string _came = "";
    private string _said = "";
    private string _forecast = "";
    private double? _today;

    [Parameter]
    [EditorRequired]
    public FlowMeasure Measure { get; set; } = null!;

    [Parameter]
    [EditorRequired]
    public MeasureForecast Forecast { get; set; } = null!;

    [Parameter]
    [EditorRequired]
    public IReadOnlyList<LiquidityHistoryDay> History { get; set; } = [];

    [Parameter]
    [EditorRequired]
    public string Currency { get; set; } = "";

    private string Description => Forecast.Days.Count == 0
        ? $"{Measure.Name} in {Currency}"
        : $"{Measure.Name} in {Currency}: forecasts from {Day(Forecast.Days[0].Date)} to {Day(Forecast.Days[^1].Date)}; the figures stand in the table below";

    protected override void OnParametersSet()
    {
        var past = History.TakeLast(MaxPast).Where(day => Measure.In(day) is not null).ToList();
        var coming = Forecast.Days;
        var slot = PlotScale.Extent / Math.Max(1, past.Count + coming.Count);
        var values = past.SelectMany(Values).Concat(coming.SelectMany(Values)).ToList();
        _scale = PlotScale.Of(values);
        _today = coming.Count > 0 && past.Count > 0 ? past.Count * slot : null;
        _came = Line(past.Select((day, i) => (Middle(i), (double?)Measure.In(day))));
        _said = Line(past.Select((day, i) => (Middle(i), Said(day))));
        _forecast = Line(coming.Select((day, i) => (Middle(past.Count + i), (double?)Number(day.Amount))));
        _dots = [.. past.Select((day, i) => (Middle(i), _scale.At(Measure.In(day)!.Value)))];
        _bands =
        [
            .. coming.SelectMany(day => day.Intervals.Select(interval => interval.CoveragePercent)).Distinct().OrderDescending()
                .Select(coverage => (coverage, Band(coverage, past.Count))),
        ];
        _columns = [.. past.Select((day, i) => (i * slot, slot, Told(day))), .. coming.Select((day, i) => ((past.Count + i) * slot, slot, Told(day)))];
        _ticks =
        [
            .. past.Select(day => day.Date).Concat(coming.Select(day => day.Date)).Select((date, i) => (date, i)).Where(day => day.i % DaysPerTick == 0)
                .Select(day => new PlotTick(Middle(day.i), Day(day.date), day.i % (2 * DaysPerTick) != 0)),
        ];

        double Middle(int i) => (i + 0.5) * slot;

        string Band(int coverage, int first)
        {
            var edges = coming.Select((day, i) => (X: Middle(first + i), Interval: day.Intervals.FirstOrDefault(one => one.CoveragePercent == coverage)))
                .Where(edge => edge.Interval is not null).ToList();
            var upper = edges.Select(edge => PlotScale.Point(edge.X, _scale.At(Number(edge.Interval!.High))));
            var lower = edges.AsEnumerable().Reverse().Select(edge => PlotScale.Point(edge.X, _scale.At(Number(edge.Interval!.Low))));
            return edges.Count == 0 ? "" : "M" + string.Join(" L", upper.Concat(lower)) + " Z";
        }
    }

    private IEnumerable<double> Values(LiquidityHistoryDay day) => Said(day) is { } said ? [Measure.In(day)!.Value, said] : [Measure.In(day)!.Value];

    private static IEnumerable<double> Values(ForecastDay day) =>
        [Number(day.Amount), .. day.Intervals.SelectMany(interval => new[] { Number(interval.Low), Number(interval.High) })];

    private double? Said(LiquidityHistoryDay day) => day.Forecasts.TryGetValue(Measure.Id, out var said) ? Number(said.Amount) : null;

    /// <summary>A line through what is known; a gap begins it anew.</summary>
    private string Line(IEnumerable<(double X, double? Value)> points)
    {
        var pen = "M";
        var path = new List<string>();
        foreach (var (x, value) in points)
        {
            if (value is { } known)
            {
                path.Add(pen + PlotScale.Point(x, _scale.At(known)));
            }

            pen = value is null ? "M" : "L";
        }

        return string.Join(' ', path);
    }

    private string Told(LiquidityHistoryDay day)
    {
        var came = $"{Day(day.Date)}: {Amount(Measure.In(day)!.Value)}";
        return day.Forecasts.TryGetValue(Measure.Id, out var said) ? $"{came}, forecast {Words.Count(said.Lead, "day")} ahead as {Amount(Number(said.Amount))}" : came;
    }

    private string Told(ForecastDay day) => string.Join("\n",
        [$"{Day(day.Date)}: forecast {Amount(Number(day.Amount))}", .. day.Intervals.Select(one => $"{one.CoveragePercent} %: {Amount(Number(one.Low))} to {Amount(Number(one.High))}")]);

    private string Amount(double value) => $"{PlotScale.Short(value)} {Currency}";

    private static string Day(DateOnly date) => date.ToString("d MMM", CultureInfo.InvariantCulture);

    private static string Written(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
