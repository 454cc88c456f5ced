using Settlement.Forecasting.Series;

namespace Settlement.Forecasting.Methods;

/// <summary>
/// A past as weeks of equal length: a closed weekday gets its weekday's median nearby, and so do outliers their nearest usual value. For methods
/// that count steps and would lose the weekday at a holiday.
/// </summary>
internal static class WholeWeeks
{
    /// <summary>Values further from their weekday's median nearby than so many deviations are pulled in.</summary>
    private const double Clip = 2.5;

    private const int NearWeeks = 9;

    /// <summary>Where a step stands when weeks have no holes; consecutive for a grid of every day.</summary>
    public static int Position(DaySheet days, int step)
    {
        var weekday = days.Weekday(step);
        var monday = days.Date(step).DayNumber - weekday;
        return (monday / 7 * days.Period) + weekday;
    }

    /// <summary>Values from the step <paramref name="first"/> to the origin.</summary>
    public static double[] Of(SeriesView history, int first)
    {
        var days = history.Days;
        var start = Position(days, first);
        var values = new double[Position(days, history.Origin - 1) - start + 1];
        Array.Fill(values, double.NaN);
        var filled = history.Filled();
        for (var step = first; step < history.Origin; step++)
        {
            values[Position(days, step) - start] = filled[step];
        }

        return PullIn(values, history.Period);
    }

    private static double[] PullIn(double[] values, int period)
    {
        var result = new double[values.Length];
        var near = new List<double>(2 * NearWeeks);
        for (var i = 0; i < values.Length; i++)
        {
            near.Clear();
            for (var k = i - (NearWeeks * period); k <= i + (NearWeeks * period); k += period)
            {
                if (k >= 0 && k < values.Length && !double.IsNaN(values[k]))
                {
                    near.Add(values[k]);
                }
            }

            var median = near.Count > 0 ? Order.Median(near) : 0;
            var reach = near.Count > 0 ? Clip * Order.Deviation(near) : 0;
            result[i] = double.IsNaN(values[i]) ? median : Math.Clamp(values[i], median - reach, median + reach);
        }

        return result;
    }
}
