using Settlement.Forecasting.Series;

namespace Settlement.Forecasting.Methods;

/// <summary>
/// The last known value of the same weekday: what every other method must beat. Hyndman and Athanasopoulos, "Forecasting: Principles and
/// Practice" (3rd ed., 2021), section 5.2. By weekday rather than by distance, so that a holiday does not shift a series of business days.
/// </summary>
public sealed class SeasonalNaive : IPointForecaster
{
    public const string MethodName = "seasonal-naive";

    /// <summary>A weekday that the series has not had for this many weeks takes the last value of any day.</summary>
    private const int WeeksBack = 8;

    public string Name => MethodName;

    public bool CanForecast(SeriesView history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return history.Origin > 0;
    }

    public double[] Forecast(SeriesView history, int horizon)
    {
        ArgumentNullException.ThrowIfNull(history);
        var filled = history.Filled();
        var result = new double[horizon];
        for (var h = 0; h < horizon; h++)
        {
            result[h] = filled[LastOf(history, history.Days.Weekday(history.Origin + h))];
        }

        return result;
    }

    private static int LastOf(SeriesView history, int weekday)
    {
        var oldest = Math.Max(0, history.Origin - (WeeksBack * history.Period));
        for (var step = history.Origin - 1; step >= oldest; step--)
        {
            if (history.Days.Weekday(step) == weekday && !double.IsNaN(history[step]))
            {
                return step;
            }
        }

        return history.Origin - 1;
    }
}
