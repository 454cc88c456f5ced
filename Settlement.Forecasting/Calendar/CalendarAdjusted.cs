using Settlement.Forecasting.Methods;
using Settlement.Forecasting.Series;

namespace Settlement.Forecasting.Calendar;

/// <summary>Another method on the series without its calendar effects, with the effects of the days to come added to what it gives.</summary>
/// <param name="logarithmic">Effects are shares of the day instead of amounts; only for a series that is never negative.</param>
public sealed class CalendarAdjusted(IPointForecaster inner, bool logarithmic) : IPointForecaster
{
    /// <summary>Weeks of history from which a month's effects can be told from a week's.</summary>
    private const int LeastWeeks = 6;

    public string Name => $"calendar{(logarithmic ? "-shares" : "")}+{inner.Name}";

    public bool CanForecast(SeriesView history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return history.Origin >= LeastWeeks * history.Period && inner.CanForecast(history);
    }

    public double[] Forecast(SeriesView history, int horizon)
    {
        ArgumentNullException.ThrowIfNull(history);
        var adjustment = history.Adjustment(logarithmic);
        var result = inner.Forecast(adjustment.Rest, horizon);
        for (var h = 0; h < horizon; h++)
        {
            result[h] = adjustment.Restore(history.Origin + h, result[h]);
        }

        return result;
    }
}
