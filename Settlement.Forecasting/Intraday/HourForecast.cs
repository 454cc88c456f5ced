namespace Settlement.Forecasting.Intraday;

/// <summary>The forecast of one hour of a day, in minor units.</summary>
/// <param name="Hour">From this hour until before the next, local to the settlement system.</param>
/// <param name="NetMinor">Inflow less outflow.</param>
/// <param name="PositionMinor">Cumulative inflow less outflow since the day's start, at the hour's end.</param>
/// <param name="Position80">Interval of 80 percent of the position; null for an hour that is over and where the history is too short to say.</param>
/// <param name="IsKnown">The hour is over: these are its flows, not a forecast.</param>
public sealed record HourForecast(
    int Hour, long InflowMinor, long OutflowMinor, long NetMinor, long PositionMinor, PredictionInterval? Position80, bool IsKnown);
