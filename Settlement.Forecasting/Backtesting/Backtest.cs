using Settlement.Forecasting.Series;

namespace Settlement.Forecasting.Backtesting;

/// <summary>
/// What every method would have forecast at past origins, each from the past of its origin alone: rolling-origin evaluation, Tashman,
/// "Out-of-sample tests of forecasting accuracy", International Journal of Forecasting 16 (2000).
/// </summary>
/// <param name="Origins">Rising.</param>
/// <param name="Forecasts">By origin, then method, then day ahead; null where a method could not.</param>
internal sealed record Backtest(IReadOnlyList<int> Origins, IReadOnlyList<double[]?[]> Forecasts)
{
    /// <summary>Weeks of history before the first origin.</summary>
    public const int LeastWeeks = 4;

    public static Backtest Run(
        double[] values, DaySheet days, int horizon, int origins, MethodPool pool, CancellationToken stopped)
    {
        var chosen = OriginsOf(values.Length, days.Period, horizon, origins);
        var forecasts = new List<double[]?[]>(chosen.Count);
        foreach (var origin in chosen)
        {
            stopped.ThrowIfCancellationRequested();
            forecasts.Add(pool.Forecast(new SeriesView(values, days, origin), Math.Min(horizon, values.Length - origin)));
        }

        return new Backtest(chosen, forecasts);
    }

    /// <summary>
    /// Origins with a whole horizon after them, a week apart, as many as asked for and the history allows; on a short history closer together,
    /// and the last with a part of the horizon only.
    /// </summary>
    private static List<int> OriginsOf(int length, int period, int horizon, int origins)
    {
        var first = LeastWeeks * period;
        var last = length - horizon;
        if (last - first < 2 * period)
        {
            last = length - Math.Min(horizon, Math.Max(1, (length - first) / 3));
        }

        var result = new List<int>();
        var stride = Math.Clamp((last - first) / origins, 1, period);
        for (var origin = last; origin >= first && result.Count < origins; origin -= stride)
        {
            result.Insert(0, origin);
        }

        return result;
    }
}
