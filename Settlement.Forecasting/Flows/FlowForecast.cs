namespace Settlement.Forecasting.Flows;

/// <summary>Daily forecasts of one account's or participant's flows in a currency.</summary>
/// <param name="Net">Inflow less outflow, forecast as a series of its own: its middle need not be the difference of the other two's.</param>
/// <param name="Need">The liquidity needed at the day's worst moment; null when no day of the history says what it was.</param>
public sealed record FlowForecast(Forecast Inflow, Forecast Outflow, Forecast Net, Forecast? Need);
