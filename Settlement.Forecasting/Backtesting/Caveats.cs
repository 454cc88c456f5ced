using Settlement.Forecasting.Methods;
using Settlement.Forecasting.Series;

namespace Settlement.Forecasting.Backtesting;

/// <summary>Finds what a reader must know before trusting a forecast.</summary>
internal static class Caveats
{
    private const double ManyMissing = 0.1;
    private const int ShiftWeeks = 12;
    private const int ZeroWeeks = 4;
    private const int WidestPercent = 95;

    public static IEnumerable<ForecastCaveat> Of(SeriesView now, string method, TrackRecord record, IReadOnlyList<ForecastPoint> points)
    {
        if (method == SeasonalNaive.MethodName)
        {
            yield return record.Judged.Count == 0 ? ForecastCaveat.ShortHistory : ForecastCaveat.NoSkill;
        }

        if (points.Any(point => point.Interval(WidestPercent) is null))
        {
            yield return ForecastCaveat.NoIntervals;
        }

        var missing = Enumerable.Range(0, now.Origin).Count(step => double.IsNaN(now[step]));
        if (missing > ManyMissing * now.Origin)
        {
            yield return ForecastCaveat.ManyMissingDays;
        }

        if (HasShifted(now))
        {
            yield return ForecastCaveat.LevelShift;
        }

        var last = now.Filled()[Math.Max(0, now.Origin - (ZeroWeeks * now.Period))..];
        if (!last.ContainsAnyExcept(0.0))
        {
            yield return ForecastCaveat.OnlyZeros;
        }
    }

    private static bool HasShifted(SeriesView now)
    {
        var first = Math.Max(0, now.Origin - (ShiftWeeks * now.Period));
        var recent = now.Filled()[first..];
        var season = WeeklySeason.Of(recent, now.Days, first);
        var level = new double[recent.Length];
        for (var i = 0; i < level.Length; i++)
        {
            level[i] = recent[i] - season[now.Days.Weekday(first + i)];
        }

        return LevelShift.Find(level, now.Period) is not null;
    }
}
