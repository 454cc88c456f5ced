using Settlement.Forecasting.Flows;

namespace Settlement.Forecasting.Intraday;

/// <summary>
/// Spreads a day's forecast over its hours, by the shares that the hours had on past days: the median share of the same weekday's last days.
/// </summary>
public static class IntradayForecaster
{
    /// <summary>Days of the same weekday that the profile is taken from.</summary>
    private const int ProfileWeeks = 12;

    /// <param name="history">Past days with their hours; days without are not used.</param>
    /// <param name="day">The day to forecast, after the last of the history.</param>
    /// <param name="inflowMinor">The day's forecast inflow.</param>
    /// <param name="outflowMinor">The day's forecast outflow.</param>
    public static IntradayForecast Forecast(IReadOnlyList<FlowDay> history, DateOnly day, long inflowMinor, long outflowMinor)
    {
        ArgumentNullException.ThrowIfNull(history);
        FlowDay[] all = [.. history.Where(past => past.Date < day && past.Hours.Count > 0).OrderBy(past => past.Date)];
        FlowDay[] same = [.. all.Where(past => past.Date.DayOfWeek == day.DayOfWeek).TakeLast(ProfileWeeks)];
        var profile = same.Length >= 3 ? same : [.. all.TakeLast(ProfileWeeks)];
        var inflow = Shares(profile, hour => hour.InflowMinor);
        var outflow = Shares(profile, hour => hour.OutflowMinor);
        var hours = new List<HourForecast>();
        double position = 0;
        foreach (var hour in inflow.Keys.Union(outflow.Keys).Order())
        {
            var (received, paid) = (inflow.GetValueOrDefault(hour) * inflowMinor, outflow.GetValueOrDefault(hour) * outflowMinor);
            position += received - paid;
            hours.Add(new HourForecast(
                hour, (long)Math.Round(received), (long)Math.Round(paid), (long)Math.Round(received - paid), (long)Math.Round(position), null, false));
        }

        var worst = hours.MinBy(hour => hour.PositionMinor);
        var isNegative = worst is { PositionMinor: < 0 };
        return new IntradayForecast(day, hours, isNegative ? worst!.Hour : null, isNegative ? -worst!.PositionMinor : 0, profile.Length);
    }

    private static Dictionary<int, double> Shares(FlowDay[] days, Func<HourFlow, long> amount)
    {
        double total = days.Sum(day => day.Hours.Sum(hour => (double)amount(hour)));
        return total == 0
            ? []
            : days.SelectMany(day => day.Hours).GroupBy(hour => hour.Hour).ToDictionary(group => group.Key, group => group.Sum(hour => amount(hour) / total));
    }
}
