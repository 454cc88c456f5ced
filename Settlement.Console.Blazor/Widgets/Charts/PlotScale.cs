using System.Globalization;

namespace Settlement.OperatorConsole.Widgets.Charts;

/// <summary>The upright axis of a plot: round ticks, and where a value stands between them, from 0 at the top to 1,000 at the bottom.</summary>
public sealed class PlotScale
{
    /// <summary>Heights within a plot count to here; widths too.</summary>
    public const double Extent = 1000;

    /// <summary>Ticks that are aimed at: more cannot be read apart.</summary>
    private const int WantedTicks = 5;

    private readonly double _low;
    private readonly double _high;

    private PlotScale(double low, double high, double step) => (_low, _high, Step) = (low, high, step);

    public double Step { get; }

    public IEnumerable<double> Ticks
    {
        get
        {
            for (var i = 0; i <= Math.Round((_high - _low) / Step); i++)
            {
                yield return _low + (i * Step);
            }
        }
    }

    /// <summary>A scale on which all of the values stand. Zero is on it where leaving it out would exaggerate.</summary>
    public static PlotScale Of(IEnumerable<double> values)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        if (low > high)
        {
            (low, high) = (0, 1);
        }

        // Half of the greatest value is as far from zero as a scale may begin unsaid.
        low = low > 0 && low < high / 2 ? 0 : low;
        high = high < 0 && high > low / 2 ? 0 : high;
        if (high - low < double.Epsilon)
        {
            var around = Math.Max(1, Math.Abs(high) / 10);
            (low, high) = (low - around, high + around);
        }

        var step = RoundUp((high - low) / WantedTicks);
        return new PlotScale(Math.Floor(low / step) * step, Math.Ceiling(high / step) * step, step);
    }

    public double At(double value) => Extent * (_high - value) / (_high - _low);

    /// <summary>The same as a style's percentage from the top.</summary>
    public string Top(double value) => Percent(At(value));

    public static string Percent(double place) => (place / Extent * 100).ToString("0.###", CultureInfo.InvariantCulture) + "%";

    /// <summary>A coordinate of a path.</summary>
    public static string Point(double x, double y) => string.Create(CultureInfo.InvariantCulture, $"{x:0.##} {y:0.##}");

    /// <summary>An amount in few characters: 12.5M, 300k.</summary>
    public static string Short(double value)
    {
        var (scaled, unit) = Math.Abs(value) switch
        {
            >= 1e12 => (value / 1e12, "T"),
            >= 1e9 => (value / 1e9, "B"),
            >= 1e6 => (value / 1e6, "M"),
            >= 1e3 => (value / 1e3, "k"),
            _ => (value, ""),
        };
        return scaled.ToString("0.###", CultureInfo.InvariantCulture).Replace('-', '−') + unit;
    }

    /// <summary>The next of 1, 2, 2.5 and 5 times a power of ten.</summary>
    private static double RoundUp(double step)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(step)));
        double[] round = [1, 2, 2.5, 5, 10];
        return round.First(factor => factor * power >= step * (1 - 1e-9)) * power;
    }
}
