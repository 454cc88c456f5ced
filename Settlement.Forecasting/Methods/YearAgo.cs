using Settlement.Forecasting.Series;

namespace Settlement.Forecasting.Methods;

/// <summary>
/// Another method, moved by a part of what the level did a year ago from the same date on: tax dates, holidays and summers come back, but one
/// year is one sample, so most of it is left out. The part is a shrinkage as in Miller and Williams, "Shrinkage estimators of time series
/// seasonal factors", International Journal of Forecasting 19 (2003).
/// </summary>
public sealed class YearAgo(IPointForecaster inner) : IPointForecaster
{
    /// <summary>The part of last year's movement that is expected again.</summary>
    private const double Share = 0.2;

    /// <summary>52 weeks, so that weekdays meet.</summary>
    private const int DaysBack = 364;

    /// <summary>Last year's level is a median over three weeks around the day; where it started from, over the four weeks before.</summary>
    private const double HalfWindowWeeks = 1.5;

    private const int BaseWeeks = 4;

    public string Name => $"{inner.Name}-year-ago";

    public bool CanForecast(SeriesView history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return YearBefore(history, history.Origin) >= BaseWeeks * history.Period && inner.CanForecast(history);
    }

    public double[] Forecast(SeriesView history, int horizon)
    {
        ArgumentNullException.ThrowIfNull(history);
        var values = history.Filled();
        var half = (int)(HalfWindowWeeks * history.Period);
        var origin = YearBefore(history, history.Origin);
        var before = Order.Median(values[(origin - (BaseWeeks * history.Period))..origin].ToArray());
        var result = inner.Forecast(history, horizon);
        for (var h = 0; h < horizon; h++)
        {
            var middle = YearBefore(history, history.Origin + h);
            var level = Order.Median(values[Math.Max(0, middle - half)..Math.Min(history.Origin, middle + half + 1)].ToArray());
            result[h] += Share * (level - before);
        }

        return result;
    }

    /// <summary>The first step on or after the day 52 weeks before a step; 0 when the history begins later.</summary>
    private static int YearBefore(SeriesView history, int step)
    {
        var date = history.Days.Date(step).AddDays(-DaysBack);
        int low = 0, high = step;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = history.Days.Date(middle) < date ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
