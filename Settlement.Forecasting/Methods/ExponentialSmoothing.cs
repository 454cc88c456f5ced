using Settlement.Forecasting.Series;

namespace Settlement.Forecasting.Methods;

/// <summary>
/// Exponential smoothing with an additive weekly season, without trend or with a damped one: ETS(A,N,A) and ETS(A,Ad,A) of Hyndman, Koehler,
/// Ord and Snyder, "Forecasting with Exponential Smoothing" (2008), after Holt (1957), Winters (1960) and, for the damping, Gardner and McKenzie,
/// "Forecasting trends in time series", Management Science 31 (1985). Robust as in Gelper, Fried and Croux, "Robust forecasting with exponential
/// and Holt-Winters smoothing", Journal of Forecasting 29 (2010): an error moves the state as if it were two of its scale at most. The
/// parameters minimise the mean absolute one-step error.
/// </summary>
public sealed class ExponentialSmoothing(bool withTrend) : IPointForecaster
{
    /// <summary>Older days do not tell today's parameters.</summary>
    private const int MaximumDays = 400;

    /// <summary>Seasons from which the first state is taken.</summary>
    private const int FirstWeeks = 8;

    private const int Evaluations = 150;

    public string Name => withTrend ? "exponential-smoothing-trend" : "exponential-smoothing";

    public bool CanForecast(SeriesView history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return history.Origin >= 4 * history.Period;
    }

    public double[] Forecast(SeriesView history, int horizon)
    {
        ArgumentNullException.ThrowIfNull(history);
        var first = Math.Max(0, history.Origin - MaximumDays);
        var values = history.Filled()[first..].ToArray();
        var weekdays = new int[values.Length];
        for (var i = 0; i < weekdays.Length; i++)
        {
            weekdays[i] = history.Days.Weekday(first + i);
        }

        var state = SmoothingState.Start(values, weekdays, history.Period, FirstWeeks, withTrend);
        double[] start = withTrend ? [-2, -2, -2, 1] : [-2, -2];
        var best = SimplexSearch.Minimise(point => Cost(point, state.Copy(), values, weekdays), start, Evaluations);
        Parameters(best).Run(state, values, weekdays);
        var result = new double[horizon];
        for (var h = 0; h < horizon; h++)
        {
            result[h] = state.Ahead(h + 1, history.Days.Weekday(history.Origin + h));
        }

        return result;
    }

    private double Cost(double[] point, SmoothingState state, double[] values, int[] weekdays) =>
        Parameters(point).Run(state, values, weekdays) + (1e6 * state.Scale * point.Sum(x => Math.Max(0, Math.Abs(x) - 6)));

    /// <summary>The search runs over all numbers; the parameters over their ranges: the season and the trend move at most half as fast as the level.</summary>
    private SmoothingParameters Parameters(double[] point)
    {
        var level = Logistic(point[0]);
        return new SmoothingParameters(
            level,
            withTrend ? level * 0.5 * Logistic(point[2]) : 0,
            0.5 * Logistic(point[1]),
            withTrend ? 0.8 + (0.19 * Logistic(point[3])) : 0);
    }

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}
