namespace Settlement.Forecasting;

/// <summary>An amount in minor units that the day stays at or below with a probability between 0 and 1.</summary>
public readonly record struct ForecastQuantile(double Probability, long AmountMinor);
