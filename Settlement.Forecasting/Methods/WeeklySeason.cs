using Settlement.Forecasting.Series;

namespace Settlement.Forecasting.Methods;

/// <summary>
/// What each weekday adds to its week: the median difference from the moving average over a week around it (the classical decomposition, with
/// medians for its means).
/// </summary>
internal static class WeeklySeason
{
    /// <param name="values">Values from the step <paramref name="first"/> on.</param>
    /// <returns>One difference for each weekday of the grid; 0 for one that is not in the values.</returns>
    public static double[] Of(ReadOnlySpan<double> values, DaySheet days, int first)
    {
        var period = days.Period;
        var half = period / 2;
        var differences = new List<double>[period];
        for (var weekday = 0; weekday < period; weekday++)
        {
            differences[weekday] = [];
        }

        for (var i = half; i < values.Length - half; i++)
        {
            double average = 0;
            for (var k = -half; k <= half; k++)
            {
                average += values[i + k] / period;
            }

            differences[days.Weekday(first + i)].Add(values[i] - average);
        }

        return [.. differences.Select(own => own.Count > 0 ? Order.Median(own) : 0)];
    }
}
