using Settlement.Forecasting.Backtesting;

namespace Settlement.Forecasting.Intervals;

/// <summary>
/// Whether intervals made like today's have held at past origins, each made of the errors known by then, and by which factor their widths would have held
/// what they say: a score that measures a day in units of its interval, as in Romano, Patterson and Candès, "Conformalized quantile regression", NeurIPS
/// (2019), followed over time as in Gibbs and Candès, "Adaptive conformal inference under distribution shift", NeurIPS (2021).
/// </summary>
internal static class PastCoverage
{
    /// <summary>The interval that is held to what it says; the others are widened by the same factor.</summary>
    private const double Coverage = 0.8;

    /// <summary>With fewer errors an origin had no such interval to speak of.</summary>
    private const int LeastErrors = 12;

    /// <summary>Days of one origin that are scored at most: they err together.</summary>
    private const int DaysOfOrigin = 10;

    /// <summary>So many horizons of scored days weigh as much as having none: overlapping horizons say the same thing again.</summary>
    private const double Caution = 4;

    private const double Narrowest = 0.4;
    private const double Widest = 2.5;

    /// <param name="judged">Past forecasts of the method that is used now, in order of origin.</param>
    /// <param name="floor">As of the intervals.</param>
    /// <param name="origin">The step of today's origin.</param>
    /// <returns>1 where nothing can be scored.</returns>
    public static double Widening(IReadOnlyList<JudgedForecast> judged, double floor, int origin)
    {
        var scores = new List<(double Value, double Weight)>();
        int? first = null;
        foreach (var own in judged.GroupBy(one => one.Origin))
        {
            JudgedForecast[] known = [.. judged.Where(one => one.Step < own.Key)];
            if (known.Length < LeastErrors)
            {
                continue;
            }

            var days = own.Count();
            JudgedForecast[] scored = [.. own.Where((_, i) => i % Math.Max(1, days / DaysOfOrigin) == 0)];
            var intervals = new ConformalIntervals(known, floor, own.Key);
            var values = scored.Select(day => Score(day, intervals)).OfType<double>().ToList();
            scores.AddRange(values.Select(value => (value, ConformalIntervals.WeightOf(origin - own.Key) / values.Count)));
            first ??= values.Count > 0 ? own.Key : null;
        }

        if (first is not { } since)
        {
            return 1;
        }

        var horizons = (double)(judged.Max(one => one.Step) - since + 1) / (judged.Max(one => one.Ahead) + 1);
        return Math.Pow(Math.Clamp(QuantileOf(scores), Narrowest, Widest), horizons / (horizons + Caution));
    }

    /// <summary>How many times the interval's half on that side a day was away from its forecast; null where there was no interval.</summary>
    private static double? Score(JudgedForecast day, ConformalIntervals intervals)
    {
        const double Tail = (1 - Coverage) / 2;
        var ends = intervals.Quantiles(day.Ahead, day.Forecast, [Tail, 1 - Tail]);
        if (ends[0] is not { } low || ends[1] is not { } high)
        {
            return null;
        }

        var (away, half) = day.Actual >= day.Forecast ? (day.Actual - day.Forecast, high - day.Forecast) : (day.Forecast - day.Actual, day.Forecast - low);
        return away == 0 ? 0 : half > 0 ? Math.Min(away / half, 2 * Widest) : 2 * Widest;
    }

    private static double QuantileOf(List<(double Value, double Weight)> scores)
    {
        scores.Sort(static (a, b) => a.Value.CompareTo(b.Value));
        var total = scores.Sum(score => score.Weight);
        double below = 0;
        foreach (var (value, weight) in scores)
        {
            below += weight;
            if (below >= Coverage * total)
            {
                return value;
            }
        }

        return scores[^1].Value;
    }
}
