using Settlement.Forecasting.Flows;
using Settlement.Forecasting.Series;

namespace Settlement.Forecasting.Intraday;

/// <summary>
/// Spreads a day's forecast over its hours by the shares that they had on past days, and follows the day as its hours pass. Pure, no clock.
/// </summary>
public static class IntradayForecaster
{
    /// <param name="history">Past days; those without hours and those not before <paramref name="day"/> are not used.</param>
    /// <param name="day">The day to forecast.</param>
    /// <param name="inflowMinor">The day's forecast inflow, made before it began.</param>
    /// <param name="outflowMinor">The day's forecast outflow.</param>
    /// <param name="known">The day's flows so far; only those before <paramref name="now"/> are used.</param>
    /// <param name="now">The first hour that is not over; 0 before the day.</param>
    /// <exception cref="ArgumentOutOfRangeException">An amount is negative or the hour is not of a day.</exception>
    public static IntradayForecast Forecast(
        IReadOnlyList<FlowDay> history, DateOnly day, long inflowMinor, long outflowMinor, IReadOnlyList<HourFlow>? known = null, int now = 0)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentOutOfRangeException.ThrowIfNegative(inflowMinor);
        ArgumentOutOfRangeException.ThrowIfNegative(outflowMinor);
        ArgumentOutOfRangeException.ThrowIfNegative(now);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(now, 24);
        FlowDay[] past = [.. history.Where(one => one.Date < day && one.Hours.Count > 0).OrderBy(one => one.Date)];
        var profile = DayProfile.Of(past, day);
        var path = DayPath.Of(profile, inflowMinor, outflowMinor, known ?? [], now);
        var errors = new PositionErrors(past, now);
        var positions = path.Positions();
        HourForecast[] hours =
        [
            .. path.Hours.Select((hour, i) => new HourForecast(
                hour,
                MinorUnits.Of(path.Inflow[i], true),
                MinorUnits.Of(path.Outflow[i], true),
                MinorUnits.Of(path.Inflow[i] - path.Outflow[i], false),
                MinorUnits.Of(positions[i], false),
                hour < now ? null : errors.Around(hour, positions[i]),
                hour < now)),
        ];
        var worst = hours.MinBy(hour => hour.PositionMinor);
        return worst is { PositionMinor: < 0 }
            ? new IntradayForecast(day, hours, worst.Hour, -worst.PositionMinor, profile.Days)
            : new IntradayForecast(day, hours, null, 0, profile.Days);
    }
}
