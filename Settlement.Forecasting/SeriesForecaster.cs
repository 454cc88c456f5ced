using Settlement.Forecasting.Methods;
using Settlement.Forecasting.Series;

namespace Settlement.Forecasting;

/// <summary>
/// Forecasts a daily series: pure, no clock and no I/O; equal histories give equal forecasts.
/// </summary>
public static class SeriesForecaster
{
    /// <param name="horizon">Days of the grid after the last known one, 1 to <see cref="ForecastOptions.MaximumHorizon"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The horizon is out of range.</exception>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public static Forecast Forecast(SeriesHistory history, int horizon, ForecastOptions? options = null, CancellationToken stopped = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(horizon, ForecastOptions.MaximumHorizon);
        options ??= ForecastOptions.Default;
        stopped.ThrowIfCancellationRequested();
        var days = new DaySheet(history.Grid, history.FirstDay, history.Length + horizon);
        var now = new SeriesView(history.Values.ToArray(), days, history.Length);
        var naive = new SeasonalNaive();
        var values = naive.Forecast(now, horizon);
        return new Forecast(
            history.Name,
            history.LastDay,
            [.. values.Select((value, h) => new ForecastPoint(days.Date(history.Length + h), MinorUnits.Of(value, options.NonNegative), [], []))],
            naive.Name,
            ForecastSkill.Unknown,
            [new MethodWeight(naive.Name, 1, null)],
            [ForecastCaveat.ShortHistory, ForecastCaveat.NoIntervals]);
    }
}
