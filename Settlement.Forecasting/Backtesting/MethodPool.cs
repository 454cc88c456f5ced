using Settlement.Forecasting.Calendar;
using Settlement.Forecasting.Methods;
using Settlement.Forecasting.Series;

namespace Settlement.Forecasting.Backtesting;

/// <summary>The methods that are tried on a series, the seasonal-naive one first.</summary>
internal sealed class MethodPool
{
    private readonly bool nonNegative;

    private MethodPool(IReadOnlyList<IPointForecaster> methods, bool nonNegative)
    {
        Methods = methods;
        this.nonNegative = nonNegative;
    }

    public IReadOnlyList<IPointForecaster> Methods { get; }

    public IPointForecaster Naive => Methods[0];

    /// <param name="nonNegative">Calendar effects are also tried as shares, and a forecast below zero is zero.</param>
    public static MethodPool For(bool nonNegative)
    {
        var median = new SeasonalMedian(8);
        var smoothing = new ExponentialSmoothing(withTrend: false);
        var theta = new ThetaMethod();
        var spectrum = new SingularSpectrum();
        var fading = new FadingMedian(levelHalfLife: 20, profileHalfLife: 70);
        IPointForecaster[] adjusted = [median, smoothing, theta, spectrum, fading, new YearAgo(fading)];
        List<IPointForecaster> methods =
        [
            new SeasonalNaive(), median, smoothing, new ExponentialSmoothing(withTrend: true), theta, spectrum,
            .. adjusted.Select(inner => new CalendarAdjusted(inner, logarithmic: false)),
        ];
        if (nonNegative)
        {
            methods.AddRange(adjusted.Select(inner => new CalendarAdjusted(inner, logarithmic: true)));
        }

        return new MethodPool(methods, nonNegative);
    }

    /// <summary>By method; null where one cannot forecast from so much of a past, or left the range of numbers.</summary>
    public double[]?[] Forecast(SeriesView view, int horizon) => [.. Methods.Select(method => Forecast(method, view, horizon))];

    private double[]? Forecast(IPointForecaster method, SeriesView view, int horizon)
    {
        if (!method.CanForecast(view))
        {
            return null;
        }

        var values = method.Forecast(view, horizon);
        for (var h = 0; h < values.Length; h++)
        {
            values[h] = nonNegative ? Math.Max(0, values[h]) : values[h];
        }

        return values.All(double.IsFinite) ? values : null;
    }
}
