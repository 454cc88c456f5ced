namespace Settlement.Forecasting.Series;

/// <summary>
/// A move of the level for good: Pettitt, "A non-parametric approach to the change-point problem", Applied Statistics 28 (1979), a rank test, so
/// that outliers do not look like one.
/// </summary>
internal static class LevelShift
{
    /// <summary>By chance, a series without a shift shows one this seldom; days of flows are not independent, hence so small.</summary>
    private const double Significance = 1e-5;

    /// <summary>The medians before and after must lie this many deviations apart: a small shift changes no decision.</summary>
    private const double LeastMove = 1.5;

    /// <param name="values">Recent values without season and calendar effects.</param>
    /// <param name="least">Values that there must be on both sides.</param>
    /// <returns>The index of the first value of the new level; null when the level stayed.</returns>
    public static int? Find(ReadOnlySpan<double> values, int least)
    {
        var n = values.Length;
        if (n < 2 * least)
        {
            return null;
        }

        double sum = 0, largest = 0;
        var at = 0;
        for (var t = 0; t < n - least; t++)
        {
            for (var j = 0; j < n; j++)
            {
                sum += Math.Sign(values[j] - values[t]);
            }

            if (t + 1 >= least && Math.Abs(sum) > largest)
            {
                (largest, at) = (Math.Abs(sum), t + 1);
            }
        }

        var probability = 2 * Math.Exp(-6 * largest * largest / (Math.Pow(n, 3) + Math.Pow(n, 2)));
        if (at == 0 || probability > Significance)
        {
            return null;
        }

        var (before, after) = (values[..at].ToArray(), values[at..].ToArray());
        var spread = Math.Max(Order.Deviation(before), Order.Deviation(after));
        return Math.Abs(Order.Median(after) - Order.Median(before)) > LeastMove * spread ? at : null;
    }
}
