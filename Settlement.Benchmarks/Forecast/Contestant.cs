using Settlement.Forecasting;

namespace Settlement.Benchmarks.Forecast;

/// <summary>A way to forecast, by the name that its figures get in JSON.</summary>
/// <param name="Run">The series, the origin and the horizon to values, and intervals where it has any.</param>
internal sealed record Contestant(string Name, Func<MeasuredSeries, int, int, IReadOnlyList<ForecastPoint>> Run)
{
    private const int MedianWeeks = 8;

    public static Contestant Settlement(CancellationToken stopped) =>
        new("settlement", (series, origin, horizon) => SeriesForecaster.Forecast(series.Until(origin), horizon, stopped: stopped).Points);

    public static IReadOnlyList<Contestant> Baselines { get; } =
    [
        Simple("naive", (series, origin, _) => series.Values[origin - 1]),
        Simple("seasonal_naive", (series, origin, ahead) => series.Values[origin - series.Days.Period + (ahead % series.Days.Period)]),
        Simple("same_weekday", (series, origin, ahead) => LastOfWeekday(series, origin, ahead, 1)[0]),
        Simple("weekday_median_8", (series, origin, ahead) => Median(LastOfWeekday(series, origin, ahead, MedianWeeks))),
    ];

    private static Contestant Simple(string name, Func<MeasuredSeries, int, int, double> value) => new(
        name,
        (series, origin, horizon) =>
        [
            .. Enumerable.Range(0, horizon).Select(ahead => new ForecastPoint(series.Dates[origin + ahead], (long)Math.Round(value(series, origin, ahead)), [], [])),
        ]);

    private static List<long> LastOfWeekday(MeasuredSeries series, int origin, int ahead, int count)
    {
        var found = new List<long>(count);
        for (var day = origin - 1; day >= 0 && found.Count < count; day--)
        {
            if (series.Dates[day].DayOfWeek == series.Dates[origin + ahead].DayOfWeek)
            {
                found.Add(series.Values[day]);
            }
        }

        return found;
    }

    private static double Median(List<long> values)
    {
        values.Sort();
        var middle = values.Count / 2;
        return values.Count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2.0;
    }
}
