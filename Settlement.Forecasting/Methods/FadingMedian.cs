using Settlement.Forecasting.Series;

namespace Settlement.Forecasting.Methods;

/// <summary>
/// A level and a weekly profile on two time scales: each weekday's median with weights that halve slowly, then the median of what is left with
/// weights that halve fast. The profile of a week is steady, its level is not. Weighted medians minimise weighted absolute errors (Koenker and
/// Bassett, "Regression quantiles", Econometrica 46 (1978)); weights that fade are those of discounted regression (Brown, "Smoothing, Forecasting
/// and Prediction of Discrete Time Series" (1963)).
/// </summary>
/// <param name="levelHalfLife">Days after which a day counts half for the level.</param>
/// <param name="profileHalfLife">Days after which it counts half for the profile.</param>
public sealed class FadingMedian(double levelHalfLife, double profileHalfLife) : IPointForecaster
{
    /// <summary>Weeks in which a shift of the level is looked for: an older one has faded.</summary>
    private const int ShiftWeeks = 12;

    public string Name => "fading-median";

    public bool CanForecast(SeriesView history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return history.Origin >= 3 * history.Period;
    }

    public double[] Forecast(SeriesView history, int horizon)
    {
        ArgumentNullException.ThrowIfNull(history);
        var values = history.Filled();
        var weekdays = new int[values.Length];
        var byWeekday = new List<(double Value, double Weight)>[history.Period];
        for (var weekday = 0; weekday < byWeekday.Length; weekday++)
        {
            byWeekday[weekday] = [];
        }

        for (var i = 0; i < values.Length; i++)
        {
            weekdays[i] = history.Days.Weekday(i);
            byWeekday[weekdays[i]].Add((values[i], Math.Pow(0.5, (values.Length - 1 - i) / profileHalfLife)));
        }

        double[] profile = [.. byWeekday.Select(own => own.Count > 0 ? Order.WeightedMedian(own) : double.NaN)];
        var rest = new List<(double Value, double Weight)>(values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            rest.Add((values[i] - profile[weekdays[i]], Math.Pow(0.5, (values.Length - 1 - i) / levelHalfLife)));
        }

        // After a shift, what came before it tells nothing of the level.
        var recent = Math.Max(0, values.Length - (ShiftWeeks * history.Period));
        var shift = LevelShift.Find([.. rest[recent..].Select(day => day.Value)], history.Period);
        var level = Order.WeightedMedian(shift is { } at ? rest[(recent + at)..] : rest);
        var result = new double[horizon];
        for (var h = 0; h < horizon; h++)
        {
            var own = profile[history.Days.Weekday(history.Origin + h)];
            result[h] = level + (double.IsNaN(own) ? Order.Median(profile.Where(value => !double.IsNaN(value))) : own);
        }

        return result;
    }
}
