namespace Settlement.Benchmarks.Forecast;

/// <summary>
/// NN5's daily series as in Godahewa, Bergmeir, Webb, Hyndman and Montero-Manso, "Monash Time Series Forecasting Archive" (2021): the last 56
/// days are one horizon, forecast from what is before them. MASE divides by the seasonal-naive error inside the history (Hyndman and Koehler,
/// 2006), sMAPE is 200 |f - y| / (|f| + |y|); both are means over the series.
/// </summary>
internal static class Nn5Contest
{
    public const int Horizon = 56;

    public static Nn5Result Run(Contestant contestant, IReadOnlyList<MeasuredSeries> series, CancellationToken stopped)
    {
        var scores = new (double Mase, double Smape, IntervalCount Intervals)[series.Count];
        Parallel.For(0, series.Count, new ParallelOptions { CancellationToken = stopped }, i => scores[i] = Score(contestant, series[i]));
        var intervals = new IntervalCount();
        foreach (var score in scores)
        {
            intervals.Add(score.Intervals);
        }

        return new Nn5Result(scores.Average(score => score.Mase), scores.Average(score => score.Smape), intervals);
    }

    private static (double Mase, double Smape, IntervalCount Intervals) Score(Contestant contestant, MeasuredSeries series)
    {
        var origin = series.Values.Count - Horizon;
        var points = contestant.Run(series, origin, Horizon);
        var period = series.Days.Period;
        var scale = Enumerable.Range(period, origin - period).Average(day => Math.Abs((double)series.Values[day] - series.Values[day - period]));
        double error = 0, symmetric = 0;
        var intervals = new IntervalCount();
        for (var ahead = 0; ahead < Horizon; ahead++)
        {
            double forecast = points[ahead].AmountMinor, actual = series.Values[origin + ahead];
            var size = Math.Abs(forecast) + Math.Abs(actual);
            error += Math.Abs(forecast - actual) / Horizon;
            symmetric += size > 0 ? 200 * Math.Abs(forecast - actual) / size / Horizon : 0;
            intervals.Add(points[ahead], series.Values[origin + ahead]);
        }

        return (error / scale, symmetric, intervals);
    }
}
