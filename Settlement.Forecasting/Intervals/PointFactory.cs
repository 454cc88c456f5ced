using Settlement.Forecasting.Series;

namespace Settlement.Forecasting.Intervals;

/// <summary>Makes a day's forecast with its quantiles and intervals, in minor units.</summary>
internal static class PointFactory
{
    private static readonly int[] Coverages = [50, 80, 95];

    private static readonly double[] Probabilities =
        [0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.975];

    /// <param name="ahead">0 for the first day.</param>
    public static ForecastPoint Create(DateOnly date, int ahead, double value, ConformalIntervals intervals, bool nonNegative)
    {
        var known = intervals.Quantiles(ahead, value, Probabilities);
        var quantiles = new List<ForecastQuantile>();
        var least = long.MinValue;
        for (var i = 0; i < known.Length; i++)
        {
            if (known[i] is { } amount)
            {
                least = Math.Max(least, MinorUnits.Of(amount, nonNegative));
                quantiles.Add(new ForecastQuantile(Probabilities[i], least));
            }
        }

        var ranges = new List<PredictionInterval>();
        foreach (var coverage in Coverages)
        {
            var tail = (1 - (coverage / 100.0)) / 2;
            if (At(quantiles, tail) is { } low && At(quantiles, 1 - tail) is { } high)
            {
                ranges.Add(new PredictionInterval(coverage, low, high));
            }
        }

        return new ForecastPoint(date, MinorUnits.Of(value, nonNegative), ranges, quantiles);
    }

    private static long? At(List<ForecastQuantile> quantiles, double probability)
    {
        foreach (var quantile in quantiles)
        {
            if (Math.Abs(quantile.Probability - probability) < 1e-9)
            {
                return quantile.AmountMinor;
            }
        }

        return null;
    }
}
