using Settlement.Forecasting.Series;

namespace Settlement.Forecasting.Methods;

/// <summary>
/// The last known value of the same weekday: what every other method must beat. Hyndman and Athanasopoulos, "Forecasting: Principles and
/// Practice" (3rd ed., 2021), section 5.2. By weekday rather than by distance, so that a holiday does not shift a series of business days.
/// </summary>
public sealed class SeasonalNaive : IPointForecaster
{
    /// <summary>A weekday that a grid of business days has not had for this many weeks takes the last known value of any day.</summary>
    private const int WeeksBack = 8;

    public const string MethodName = "seasonal-naive";

    public string Name => MethodName;

    public bool CanForecast(SeriesView history) => history.Origin > 0;

    public double[] Forecast(SeriesView history, int horizon)
    {
        var filled = history.Filled();
        var result = new double[horizon];
        for (var h = 0; h < horizon; h++)
        {
            result[h] = filled[LastOf(history, history.Days.Date(history.Origin + h).DayOfWeek)];
        }

        return result;
    }

    private static int LastOf(SeriesView history, DayOfWeek weekday)
    {
        var oldest = Math.Max(0, history.Origin - (WeeksBack * history.Period));
        for (var step = history.Origin - 1; step >= oldest; step--)
        {
            if (history.Days.Date(step).DayOfWeek == weekday && !double.IsNaN(history[step]))
            {
                return step;
            }
        }

        return history.Origin - 1;
    }
}
