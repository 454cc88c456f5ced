using Settlement.Forecasting.Series;

namespace Settlement.Forecasting.Methods;

/// <summary>A way to forecast the next days of a series from its past.</summary>
public interface IPointForecaster
{
    /// <summary>As shown beside a forecast, in lower case with hyphens.</summary>
    string Name { get; }

    /// <summary>Whether so much of a past is enough for the method.</summary>
    bool CanForecast(SeriesView history);

    /// <summary>One value for each of the <paramref name="horizon"/> days from the origin on.</summary>
    double[] Forecast(SeriesView history, int horizon);
}
