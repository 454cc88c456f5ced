namespace Settlement.Benchmarks.Forecast;

/// <summary>
/// The Treasury's flows, ten business days ahead from rolling origins, each forecast from what is before its origin alone. WAPE is the sum of
/// absolute errors by the sum of flows, over all days of all origins.
/// </summary>
internal static class TreasuryContest
{
    public const int Horizon = 10;

    /// <summary>Half a year of history before the first origin.</summary>
    public const int FirstOrigin = 120;

    /// <param name="stride">Days from one origin to the next.</param>
    public static (double Wape, IntervalCount Intervals) Run(Contestant contestant, MeasuredSeries series, int stride, CancellationToken stopped)
    {
        int[] origins = [.. Enumerable.Range(0, ((series.Values.Count - Horizon - FirstOrigin) / stride) + 1).Select(i => FirstOrigin + (i * stride))];
        var scores = new (double Error, double Sum, IntervalCount Intervals)[origins.Length];
        Parallel.For(0, origins.Length, new ParallelOptions { CancellationToken = stopped }, i => scores[i] = Score(contestant, series, origins[i]));
        var intervals = new IntervalCount();
        foreach (var score in scores)
        {
            intervals.Add(score.Intervals);
        }

        return (scores.Sum(score => score.Error) / scores.Sum(score => score.Sum), intervals);
    }

    private static (double Error, double Sum, IntervalCount Intervals) Score(Contestant contestant, MeasuredSeries series, int origin)
    {
        var points = contestant.Run(series, origin, Horizon);
        double error = 0, sum = 0;
        var intervals = new IntervalCount();
        for (var ahead = 0; ahead < Horizon; ahead++)
        {
            var actual = series.Values[origin + ahead];
            error += Math.Abs((double)points[ahead].AmountMinor - actual);
            sum += Math.Abs((double)actual);
            intervals.Add(points[ahead], actual);
        }

        return (error, sum, intervals);
    }
}
