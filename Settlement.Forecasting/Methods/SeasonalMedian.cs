using Settlement.Forecasting.Series;

namespace Settlement.Forecasting.Methods;

/// <summary>
/// The median of the same weekday's last values: no trend, but no outlier can move it. Of the kind that came first among the simple entries of
/// the NN5 competition: Crone, Hibon and Nikolopoulos, "Advances in forecasting with neural networks?", International Journal of Forecasting 27
/// (2011).
/// </summary>
/// <param name="weeks">Values of the same weekday to take.</param>
public sealed class SeasonalMedian(int weeks) : IPointForecaster
{
    public string Name => $"seasonal-median-{weeks}";

    public bool CanForecast(SeriesView history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return history.Origin >= 3 * history.Period;
    }

    public double[] Forecast(SeriesView history, int horizon)
    {
        ArgumentNullException.ThrowIfNull(history);
        var filled = history.Filled();
        var byWeekday = new double[history.Period];
        for (var weekday = 0; weekday < byWeekday.Length; weekday++)
        {
            var found = new List<double>(weeks);
            for (var step = history.Origin - 1; step >= 0 && found.Count < weeks; step--)
            {
                if (history.Days.Weekday(step) == weekday)
                {
                    found.Add(filled[step]);
                }
            }

            byWeekday[weekday] = found.Count > 0 ? Order.Median(found) : filled[^1];
        }

        var result = new double[horizon];
        for (var h = 0; h < horizon; h++)
        {
            result[h] = byWeekday[history.Days.Weekday(history.Origin + h)];
        }

        return result;
    }
}
