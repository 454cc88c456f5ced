namespace Settlement.Forecasting;

/// <summary>The forecast of one day in minor units.</summary>
/// <param name="AmountMinor">The middle of what is expected: as likely exceeded as not.</param>
/// <param name="Intervals">Of 50, 80 and 95 percent, in this order, each inside the next; empty where the history is too short to say.</param>
/// <param name="Quantiles">Amounts that the day stays at or below with the given probability, rising; empty where the intervals are.</param>
public sealed record ForecastPoint(
    DateOnly Date, long AmountMinor, IReadOnlyList<PredictionInterval> Intervals, IReadOnlyList<ForecastQuantile> Quantiles)
{
    /// <summary>The interval of 50, 80 or 95 percent; null where the history is too short to say.</summary>
    public PredictionInterval? Interval(int coveragePercent)
    {
        foreach (var interval in Intervals)
        {
            if (interval.CoveragePercent == coveragePercent)
            {
                return interval;
            }
        }

        return null;
    }

    /// <summary>
    /// The amount that the day stays at or below with the given probability, between the known quantiles in a straight line and never beyond the
    /// outermost; null where the history is too short to say.
    /// </summary>
    public long? AmountAt(double probability)
    {
        if (Quantiles.Count == 0)
        {
            return null;
        }

        for (var i = 0; i < Quantiles.Count; i++)
        {
            if (probability <= Quantiles[i].Probability)
            {
                return i == 0 ? Quantiles[0].AmountMinor : Between(Quantiles[i - 1], Quantiles[i], probability);
            }
        }

        return Quantiles[^1].AmountMinor;
    }

    /// <summary>
    /// How likely the day's amount is above a threshold; null where the history is too short to say. Beyond the outermost quantiles it is their
    /// probability: nothing is called impossible or certain that was merely not seen.
    /// </summary>
    public double? ProbabilityAbove(long thresholdMinor)
    {
        if (Quantiles.Count == 0)
        {
            return null;
        }

        if (thresholdMinor < Quantiles[0].AmountMinor)
        {
            return 1 - Quantiles[0].Probability;
        }

        for (var i = Quantiles.Count - 1; i >= 0; i--)
        {
            var low = Quantiles[i];
            if (thresholdMinor < low.AmountMinor)
            {
                continue;
            }

            if (i == Quantiles.Count - 1)
            {
                return 1 - low.Probability;
            }

            var high = Quantiles[i + 1];
            var share = ((double)thresholdMinor - low.AmountMinor) / ((double)high.AmountMinor - low.AmountMinor);
            return 1 - (low.Probability + (share * (high.Probability - low.Probability)));
        }

        return 1 - Quantiles[0].Probability;
    }

    private static long Between(ForecastQuantile low, ForecastQuantile high, double probability)
    {
        var share = (probability - low.Probability) / (high.Probability - low.Probability);
        return (long)Math.Round(low.AmountMinor + (share * ((double)high.AmountMinor - low.AmountMinor)));
    }
}
