using Settlement.Forecasting.Backtesting;

namespace Settlement.Forecasting.Intervals;

/// <summary>
/// Ranges from the errors of past forecasts, without a distribution assumed: split conformal prediction, Vovk, Gammerman and Shafer,
/// "Algorithmic Learning in a Random World" (2005), with errors measured by the size of the forecast (Lei, G'Sell, Rinaldo, Tibshirani and
/// Wasserman, "Distribution-free predictive inference for regression", Journal of the American Statistical Association 113 (2018)) and newer
/// errors weighing more (Barber, Candès, Ramdas and Tibshirani, "Conformal prediction beyond exchangeability", Annals of Statistics 51 (2023)).
/// Both ends have their own quantile, as flows are skewed.
/// </summary>
internal sealed class ConformalIntervals
{
    /// <summary>An error counts half after so many days.</summary>
    private const double HalfLife = 180;

    /// <summary>Errors of other days ahead are used too when the neighbouring ones are fewer.</summary>
    private const int EnoughErrors = 60;

    private readonly IReadOnlyList<JudgedForecast> judged;
    private readonly double floor;
    private readonly int origin;
    private readonly double widening;

    /// <param name="judged">Past forecasts of the method that is used now.</param>
    /// <param name="floor">A forecast's size is itself and this, so that errors of days near zero are not divided by it.</param>
    /// <param name="origin">The step of today's origin.</param>
    /// <param name="widening">What widths are multiplied by: see <see cref="PastCoverage"/>.</param>
    public ConformalIntervals(IReadOnlyList<JudgedForecast> judged, double floor, int origin, double widening = 1)
    {
        this.judged = judged;
        this.floor = floor;
        this.origin = origin;
        this.widening = widening;
    }

    /// <summary>What something of so many days ago still counts.</summary>
    public static double WeightOf(int daysAgo) => Math.Pow(0.5, daysAgo / HalfLife);

    /// <summary>
    /// The value that a day stays at or below with each of the given probabilities; null for those that so few errors cannot tell: with n errors
    /// the outermost that can be told is 1 / (n + 1).
    /// </summary>
    /// <param name="ahead">0 for the first day.</param>
    /// <param name="probabilities">Rising.</param>
    public double?[] Quantiles(int ahead, double forecast, IReadOnlyList<double> probabilities)
    {
        var rising = Errors(ahead);
        List<(double Value, double Weight)> falling = [.. Enumerable.Reverse(rising).Select(error => (-error.Value, error.Weight))];
        double total = 0;
        foreach (var (_, weight) in rising)
        {
            total += weight;
        }

        var result = new double?[probabilities.Count];
        for (var i = 0; i < result.Length; i++)
        {
            var error = probabilities[i] < 0.5 ? -Upper(falling, total, 1 - probabilities[i]) : Upper(rising, total, probabilities[i]);
            result[i] = forecast + (Size(forecast) * error * widening);
        }

        return result;
    }

    /// <summary>The least error below or at which lies the given share of all weight, that of a new error included; null when only the new one's does.</summary>
    private static double? Upper(List<(double Value, double Weight)> rising, double total, double probability)
    {
        double below = 0;
        foreach (var (value, weight) in rising)
        {
            below += weight;
            if (below >= probability * (total + 1))
            {
                return value;
            }
        }

        return null;
    }

    private List<(double Value, double Weight)> Errors(int ahead)
    {
        var near = Weighted(one => one.Ahead >= (ahead / 2) - 1 && one.Ahead <= (2 * ahead) + 1);
        var chosen = near.Count >= EnoughErrors ? near : Weighted(_ => true);
        chosen.Sort(static (a, b) => a.Value.CompareTo(b.Value));
        return chosen;
    }

    private List<(double Value, double Weight)> Weighted(Func<JudgedForecast, bool> isUsed) =>
    [
        .. judged.Where(isUsed).Select(one => ((one.Actual - one.Forecast) / Size(one.Forecast), WeightOf(origin - one.Step))),
    ];

    private double Size(double forecast) => Math.Abs(forecast) + floor;
}
