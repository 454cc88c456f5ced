namespace Settlement.Forecasting;

/// <summary>What was measured on a day, in minor units; null when nothing is known of it. A day without payments is 0, not null.</summary>
public readonly record struct Observation(DateOnly Date, long? AmountMinor);
