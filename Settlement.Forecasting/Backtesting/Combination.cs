namespace Settlement.Forecasting.Backtesting;

/// <summary>
/// The mean of the methods with the least recent errors: trimming and equal weights beat estimated ones, Timmermann, "Forecast combinations",
/// Handbook of Economic Forecasting 1 (2006), and Aiolfi and Timmermann, "Persistence in forecasting performance and conditional combination
/// strategies", Journal of Econometrics 135 (2006).
/// </summary>
internal static class Combination
{
    /// <summary>Methods in the mean.</summary>
    private const int Members = 6;

    /// <summary>The best methods of those that were judged and can forecast now; empty when there is none.</summary>
    public static int[] Choose(double[] errors, double[]?[] forecasts) =>
    [
        .. Enumerable.Range(0, errors.Length)
            .Where(method => !double.IsNaN(errors[method]) && forecasts[method] is not null)
            .OrderBy(method => errors[method])
            .Take(Members),
    ];

    public static double[] Mean(int[] members, double[]?[] forecasts)
    {
        var result = new double[forecasts[members[0]]!.Length];
        foreach (var member in members)
        {
            for (var h = 0; h < result.Length; h++)
            {
                result[h] += forecasts[member]![h] / members.Length;
            }
        }

        return result;
    }
}
