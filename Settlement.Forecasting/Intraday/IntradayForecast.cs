namespace Settlement.Forecasting.Intraday;

/// <summary>The hours of one day.</summary>
/// <param name="Hours">Every hour in which the history has flows, in order.</param>
/// <param name="WorstHour">At the end of which the position is lowest; null when it never falls below the day's start.</param>
/// <param name="NeedMinor">The liquidity needed at the worst hour's end: at least 0. The worst moment within an hour can be worse; the daily
/// forecast of the need, made of exact moments, says by how much.</param>
/// <param name="ProfileDays">Past days that the profile was taken from.</param>
public sealed record IntradayForecast(
    DateOnly Day, IReadOnlyList<HourForecast> Hours, int? WorstHour, long NeedMinor, int ProfileDays);
