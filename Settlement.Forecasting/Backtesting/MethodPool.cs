using Settlement.Forecasting.Calendar;
using Settlement.Forecasting.Methods;

namespace Settlement.Forecasting.Backtesting;

/// <summary>The methods that are tried on every series, the seasonal-naive one first.</summary>
internal static class MethodPool
{
    public static IReadOnlyList<IPointForecaster> For(bool nonNegative)
    {
        var median = new SeasonalMedian(8);
        var smoothing = new ExponentialSmoothing(withTrend: false);
        var trend = new ExponentialSmoothing(withTrend: true);
        var theta = new ThetaMethod();
        var spectrum = new SingularSpectrum();
        var fading = new FadingMedian(20, 70);
        List<IPointForecaster> methods = [new SeasonalNaive(), median, smoothing, trend, theta, spectrum, fading];
        foreach (var logarithmic in nonNegative ? new[] { false, true } : [false])
        {
            methods.AddRange(new IPointForecaster[] { median, smoothing, trend, theta, spectrum, fading }.Select(inner => new CalendarAdjusted(inner, logarithmic)));
        }

        return methods;
    }
}
