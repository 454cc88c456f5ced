namespace Settlement.Forecasting.Series;

/// <summary>The way back from double precision to minor units.</summary>
internal static class MinorUnits
{
    /// <summary>
    /// Rounded to the nearest minor unit. Beyond 2^53 a double is coarser than a minor unit: a forecast's error is larger by far. A value that
    /// no balance can hold takes the end of the range.
    /// </summary>
    public static long Of(double value, bool nonNegative)
    {
        var rounded = Math.Round(nonNegative ? Math.Max(0, value) : value);
        return rounded >= long.MaxValue ? long.MaxValue : rounded <= long.MinValue ? long.MinValue : (long)rounded;
    }
}
