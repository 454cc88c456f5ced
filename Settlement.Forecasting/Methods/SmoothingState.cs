using Settlement.Forecasting.Series;

namespace Settlement.Forecasting.Methods;

/// <summary>Level, trend, season and the scale of errors of exponential smoothing after the last value.</summary>
internal sealed class SmoothingState(double level, double[] season, double scale)
{
    public double Level { get; set; } = level;

    public double Trend { get; set; }

    public double Damping { get; set; }

    public double[] Season { get; } = season;

    /// <summary>As of a standard deviation.</summary>
    public double Scale { get; set; } = scale;

    /// <summary>
    /// The state before the first value, from medians of the first weeks; with a trend, its slope is that between their two halves.
    /// </summary>
    public static SmoothingState Start(double[] values, int[] weekdays, int period, int weeks, bool withTrend)
    {
        var half = Math.Min(values.Length, weeks * period) / 2;
        var slope = withTrend ? (Order.Median(values[half..(2 * half)]) - Order.Median(values[..half])) / half : 0;
        double[] flat = [.. Enumerable.Range(0, 2 * half).Select(i => values[i] - (slope * i))];
        var mean = flat.Average();
        var season = new double[period];
        for (var weekday = 0; weekday < period; weekday++)
        {
            double[] own = [.. Enumerable.Range(0, flat.Length).Where(i => weekdays[i] == weekday).Select(i => flat[i] - mean)];
            season[weekday] = own.Length > 0 ? Order.Median(own) : 0;
        }

        double[] rest = [.. Enumerable.Range(0, flat.Length).Select(i => flat[i] - season[weekdays[i]])];
        var level = Order.Median(rest);
        var scale = Order.Deviation(rest);
        return new SmoothingState(level - slope, season, scale > 0 ? scale : 1e-9 + (0.1 * Math.Abs(level))) { Trend = slope };
    }

    public SmoothingState Copy() => new(Level, [.. Season], Scale) { Trend = Trend, Damping = Damping };

    public double Ahead(int steps, int weekday)
    {
        double trend = 0, share = 1;
        for (var i = 0; i < steps && Trend != 0; i++)
        {
            share *= Damping;
            trend += share * Trend;
        }

        return Level + trend + Season[weekday];
    }
}
