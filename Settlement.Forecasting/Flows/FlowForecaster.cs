namespace Settlement.Forecasting.Flows;

/// <summary>Forecasts inflow, outflow, net and the worst moment of the coming days.</summary>
public static class FlowForecaster
{
    /// <param name="name">For notes and errors, e.g. a participant and a currency.</param>
    /// <param name="grid">The days on which there are flows.</param>
    /// <param name="history">Each day once; a day of the grid that is not given is missing, not zero.</param>
    /// <param name="days">Days of the grid after the last one, 1 to <see cref="ForecastOptions.MaximumHorizon"/>.</param>
    /// <exception cref="ArgumentException">No day, a day twice, or a number of days out of range.</exception>
    public static FlowForecast Forecast(
        string name, DayGrid grid, IReadOnlyList<FlowDay> history, int days, ForecastOptions? options = null, CancellationToken stopped = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        options ??= ForecastOptions.Default;
        return new FlowForecast(
            One("inflow", day => day.InflowMinor, options with { NonNegative = true }),
            One("outflow", day => day.OutflowMinor, options with { NonNegative = true }),
            One("net", day => day.NetMinor, options with { NonNegative = false }),
            history.Any(day => day.NeedMinor is not null) ? One("need", day => day.NeedMinor, options with { NonNegative = true }) : null);

        Forecast One(string measure, Func<FlowDay, long?> amount, ForecastOptions own) =>
            SeriesForecaster.Forecast(
                SeriesHistory.Of($"{name} {measure}", grid, history.Select(day => new Observation(day.Date, amount(day)))), days, own, stopped);
    }
}
