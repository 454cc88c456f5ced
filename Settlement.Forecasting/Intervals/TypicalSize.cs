using Settlement.Forecasting.Series;

namespace Settlement.Forecasting.Intervals;

/// <summary>A series' usual amount: half the median of its amounts other than zero, of the last half year.</summary>
internal static class TypicalSize
{
    private const int Weeks = 26;

    public static double Of(SeriesView now)
    {
        var filled = now.Filled();
        var sizes = new List<double>();
        foreach (var value in filled[Math.Max(0, filled.Length - (Weeks * now.Period))..])
        {
            if (value != 0)
            {
                sizes.Add(Math.Abs(value));
            }
        }

        return sizes.Count > 0 ? Order.Median(sizes) / 2 : 1;
    }
}
