using Settlement.Forecasting.Flows;

namespace Settlement.Forecasting.Intraday;

/// <summary>What is still to come of a day that is under way.</summary>
public static class RestOfDay
{
    /// <param name="forecast">Of the day, made with what is known of the hours that are over.</param>
    /// <param name="come">The day's flows so far, the hour under way included.</param>
    /// <param name="now">The hour under way: of what is expected of it, what has come is taken off.</param>
    public static IReadOnlyList<HourFlow> Of(IntradayForecast forecast, IReadOnlyList<HourFlow> come, int now)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        ArgumentNullException.ThrowIfNull(come);
        var underWay = come.Where(hour => hour.Hour == now).Aggregate((In: 0L, Out: 0L), (sum, hour) => (sum.In + hour.InflowMinor, sum.Out + hour.OutflowMinor));
        return
        [
            .. forecast.Hours.Where(hour => hour.Hour >= now).Select(hour => hour.Hour == now
                ? new HourFlow(hour.Hour, Math.Max(0, hour.InflowMinor - underWay.In), Math.Max(0, hour.OutflowMinor - underWay.Out))
                : new HourFlow(hour.Hour, hour.InflowMinor, hour.OutflowMinor)),
        ];
    }
}
