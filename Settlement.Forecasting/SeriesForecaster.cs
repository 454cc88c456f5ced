using Settlement.Forecasting.Backtesting;
using Settlement.Forecasting.Intervals;
using Settlement.Forecasting.Methods;
using Settlement.Forecasting.Series;

namespace Settlement.Forecasting;

/// <summary>
/// Forecasts a daily series: tries every method at past origins, takes the mean of those that did best lately, or the seasonal-naive forecast
/// where that mean would not have been better, and puts intervals around it from its own past errors. Pure, no clock and no I/O; equal
/// histories give equal forecasts.
/// </summary>
public static class SeriesForecaster
{
    /// <summary>The name of the mean of several methods.</summary>
    public const string CombinationName = "combination";

    /// <param name="horizon">Days of the grid after the last known one, 1 to <see cref="ForecastOptions.MaximumHorizon"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The horizon is out of range.</exception>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public static Forecast Forecast(SeriesHistory history, int horizon, ForecastOptions? options = null, CancellationToken stopped = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentOutOfRangeException.ThrowIfLessThan(horizon, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(horizon, ForecastOptions.MaximumHorizon);
        options ??= ForecastOptions.Default;
        var values = history.Values.ToArray();
        var days = new DaySheet(history.Grid, history.FirstDay, values.Length + horizon);
        var pool = MethodPool.For(options.NonNegative && !values.Any(value => value < 0));
        var now = new SeriesView(values, days, values.Length);
        var backtest = Backtest.Run(values, days, horizon, options.Origins, pool, stopped);
        var record = TrackRecord.Of(backtest, values, pool.Methods.Count);
        stopped.ThrowIfCancellationRequested();
        var used = record.Judged.Count > 0 && record.Skill > options.MinimumSkill
            ? Combine(values, now, horizon, pool, backtest, record)
            : Naive(now, horizon, pool, record);
        var points = PointsOf(used, now, options.NonNegative);
        return new Forecast(
            history.Name, history.LastDay, points, used.Method,
            record.Judged.Count == 0 ? ForecastSkill.Unknown : new ForecastSkill(used.Record.Skill, used.Record.Error, record.NaiveError, record.Origins),
            used.Weights, [.. Caveats.Of(now, used.Method, record, points)]);
    }

    private static UsedForecast Naive(SeriesView now, int horizon, MethodPool pool, TrackRecord record)
    {
        double? error = record.Judged.Count == 0 ? null : record.NaiveError;
        return new UsedForecast(
            SeasonalNaive.MethodName, pool.Naive.Forecast(now, horizon), record.OfNaive(), [new MethodWeight(SeasonalNaive.MethodName, 1, error)]);
    }

    private static UsedForecast Combine(
        double[] values, SeriesView now, int horizon, MethodPool pool, Backtest backtest, TrackRecord record)
    {
        var errors = MethodErrors.At(now.Origin, backtest, backtest.Origins.Count, values, pool.Methods.Count);
        var forecasts = pool.Forecast(now, horizon);
        var members = Combination.Choose(errors, forecasts);
        return new UsedForecast(
            members.Length == 1 ? pool.Methods[members[0]].Name : CombinationName,
            Combination.Mean(members, forecasts),
            record,
            [.. members.Select(member => new MethodWeight(pool.Methods[member].Name, 1.0 / members.Length, errors[member]))]);
    }

    private static List<ForecastPoint> PointsOf(UsedForecast used, SeriesView now, bool nonNegative)
    {
        var (judged, floor) = (used.Record.Judged, TypicalSize.Of(now));
        var intervals = new ConformalIntervals(judged, floor, now.Origin, PastCoverage.Widening(judged, floor, now.Origin));
        var points = new List<ForecastPoint>();
        for (var h = 0; h < used.Values.Length; h++)
        {
            points.Add(PointFactory.Create(now.Days.Date(now.Origin + h), h, used.Values[h], intervals, nonNegative));
        }

        return points;
    }

    private sealed record UsedForecast(string Method, double[] Values, TrackRecord Record, IReadOnlyList<MethodWeight> Weights);
}
