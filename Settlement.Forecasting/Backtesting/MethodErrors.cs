namespace Settlement.Forecasting.Backtesting;

/// <summary>The mean absolute errors of the methods at past origins, as far as they were known at a later one.</summary>
internal static class MethodErrors
{
    /// <summary>An origin's errors count half after so many days: what worked lately.</summary>
    private const double HalfLife = 60;

    /// <param name="known">Origins of the back-test to look at, the first ones; days at or past <paramref name="origin"/> are left out.</param>
    /// <param name="values">The series; NaN where missing.</param>
    /// <returns>By method; NaN for one that was not judged.</returns>
    public static double[] At(int origin, Backtest backtest, int known, double[] values, int methods)
    {
        var sums = new double[methods];
        var weights = new double[methods];
        for (var i = 0; i < known; i++)
        {
            var past = backtest.Origins[i];
            var weight = Math.Pow(0.5, (origin - past) / HalfLife);
            for (var method = 0; method < methods; method++)
            {
                if (backtest.Forecasts[i][method] is not { } forecast)
                {
                    continue;
                }

                for (var h = 0; h < forecast.Length && past + h < origin; h++)
                {
                    if (!double.IsNaN(values[past + h]))
                    {
                        sums[method] += weight * Math.Abs(forecast[h] - values[past + h]);
                        weights[method] += weight;
                    }
                }
            }
        }

        return [.. sums.Select((sum, method) => weights[method] > 0 ? sum / weights[method] : double.NaN)];
    }
}
