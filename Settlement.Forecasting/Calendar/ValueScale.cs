using Settlement.Forecasting.Series;

namespace Settlement.Forecasting.Calendar;

/// <summary>
/// The scale on which calendar effects add up: the amounts themselves, or their logarithms, on which effects are shares of the day. Logarithms
/// are of 1 + amount / a, with a at 0.3 of the median amount, so that zeros have one and small days do not become extreme (Box and Cox, "An
/// analysis of transformations", Journal of the Royal Statistical Society B 26 (1964), with a shift).
/// </summary>
internal sealed class ValueScale
{
    private const double Shift = 0.3;

    private readonly bool logarithmic;
    private readonly double unit;

    private ValueScale(bool logarithmic, double unit)
    {
        this.logarithmic = logarithmic;
        this.unit = unit;
    }

    /// <param name="logarithmic">Only for a series that is never negative.</param>
    public static ValueScale Of(ReadOnlySpan<double> values, bool logarithmic)
    {
        var sizes = new List<double>();
        foreach (var value in values)
        {
            if (value != 0)
            {
                sizes.Add(Math.Abs(value));
            }
        }

        var typical = sizes.Count > 0 ? Order.Median(sizes) : 1;
        return new ValueScale(logarithmic, logarithmic ? Shift * typical : typical);
    }

    public double To(double value) => logarithmic ? Math.Log(1 + (Math.Max(0, value) / unit)) : value / unit;

    public double From(double scaled) => logarithmic ? unit * (Math.Exp(scaled) - 1) : unit * scaled;
}
