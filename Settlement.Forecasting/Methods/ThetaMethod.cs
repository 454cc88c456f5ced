using Settlement.Forecasting.Series;

namespace Settlement.Forecasting.Methods;

/// <summary>
/// The Theta method: Assimakopoulos and Nikolopoulos, "The theta model: a decomposition approach to forecasting", International Journal of
/// Forecasting 16 (2000), in the form of Hyndman and Billah, "Unmasking the Theta method", International Journal of Forecasting 19 (2003): simple
/// exponential smoothing of the series without its weekly season, with half the slope of its straight line as drift. The season is additive, of
/// medians, and the smoothing parameter minimises the mean absolute one-step error.
/// </summary>
public sealed class ThetaMethod : IPointForecaster
{
    private const int MaximumDays = 400;

    /// <summary>Values further from the median than so many deviations are pulled in before smoothing.</summary>
    private const double Clip = 4;

    private const double LeastShare = 0.02;
    private const double LargestShare = 0.9;
    private const double ShareStep = 1.25;

    public string Name => "theta";

    public bool CanForecast(SeriesView history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return history.Origin >= 4 * history.Period;
    }

    public double[] Forecast(SeriesView history, int horizon)
    {
        ArgumentNullException.ThrowIfNull(history);
        var first = Math.Max(0, history.Origin - MaximumDays);
        var values = history.Filled()[first..];
        var season = WeeklySeason.Of(values, history.Days, first);
        var level = new double[values.Length];
        for (var i = 0; i < level.Length; i++)
        {
            level[i] = values[i] - season[history.Days.Weekday(first + i)];
        }

        PullIn(level);
        var (share, last) = Smooth(level, 4 * history.Period);
        var drift = Slope(level) / 2;
        var lag = (1 - Math.Pow(1 - share, level.Length)) / share;
        var result = new double[horizon];
        for (var h = 0; h < horizon; h++)
        {
            result[h] = last + (drift * (h + lag)) + season[history.Days.Weekday(history.Origin + h)];
        }

        return result;
    }

    private static void PullIn(double[] level)
    {
        var median = Order.Median(level);
        var reach = Clip * Order.Deviation(level);
        for (var i = 0; i < level.Length && reach > 0; i++)
        {
            level[i] = Math.Clamp(level[i], median - reach, median + reach);
        }
    }

    private static (double Share, double Last) Smooth(double[] level, int warm)
    {
        var start = level.AsSpan(0, Math.Min(level.Length, warm)).ToArray().Average();
        var best = (Share: LeastShare, Last: start);
        var least = double.MaxValue;
        for (var share = LeastShare; share < LargestShare; share *= ShareStep)
        {
            double current = start, cost = 0;
            foreach (var value in level)
            {
                cost += Math.Abs(value - current);
                current += share * (value - current);
            }

            if (cost < least)
            {
                (least, best) = (cost, (share, current));
            }
        }

        return best;
    }

    private static double Slope(double[] level)
    {
        double middle = (level.Length - 1) / 2.0, mean = level.Average(), covariance = 0, variance = 0;
        for (var i = 0; i < level.Length; i++)
        {
            covariance += (i - middle) * (level[i] - mean);
            variance += (i - middle) * (i - middle);
        }

        return variance > 0 ? covariance / variance : 0;
    }
}
