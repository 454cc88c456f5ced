namespace Settlement.Forecasting.Intraday;

/// <summary>The hours of one day.</summary>
/// <param name="Hours">Every hour in which the history has flows, in order.</param>
/// <param name="WorstHour">At the end of which the position is lowest; null when it never falls below the day's start.</param>
/// <param name="NeedMinor">The liquidity needed at the worst hour's end: at least 0. The worst moment within an hour can be worse; the daily
/// forecast of the need, made of exact moments, says by how much.</param>
/// <param name="ProfileDays">Past days that the profile was taken from.</param>
public sealed record IntradayForecast(
    DateOnly Day, IReadOnlyList<HourForecast> Hours, int? WorstHour, long NeedMinor, int ProfileDays)
{
    /// <summary>
    /// The hour in which funds run out on a day that goes as this one but needs <paramref name="needMinor"/> at its worst hour; null where it needs nothing, or they
    /// last. Never after the worst hour: where the balance falls in steps, funds are missed before its lowest point.
    /// </summary>
    public int? FirstHourShort(long needMinor, long fundsMinor) => NeedMinor <= 0
        ? null
        : Hours.FirstOrDefault(hour => (Int128)(-hour.PositionMinor) * needMinor > (Int128)fundsMinor * NeedMinor)?.Hour;
}
