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

    /// <summary>The state before the first value, from medians of the first weeks.</summary>
    public static SmoothingState Start(double[] values, int[] weekdays, int period, int weeks)
    {
        var count = Math.Min(values.Length, weeks * period);
        var mean = values.AsSpan(0, count).ToArray().Average();
        var season = new double[period];
        for (var weekday = 0; weekday < period; weekday++)
        {
            double[] own = [.. Enumerable.Range(0, count).Where(i => weekdays[i] == weekday).Select(i => values[i] - mean)];
            season[weekday] = own.Length > 0 ? Order.Median(own) : 0;
        }

        double[] rest = [.. Enumerable.Range(0, count).Select(i => values[i] - season[weekdays[i]])];
        var level = Order.Median(rest);
        var scale = Order.Deviation(rest);
        return new SmoothingState(level, season, scale > 0 ? scale : 1e-9 + (0.1 * Math.Abs(level)));
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
