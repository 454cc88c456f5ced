namespace Settlement.Engine.Liquidity;

/// <summary>What the last forecast before a day had said of it, minor units.</summary>
/// <param name="Measure">inflow, outflow, net or need.</param>
/// <param name="Lead">Business days that it was made ahead.</param>
/// <param name="LowMinor">Of the 80 % interval; null where there was none.</param>
public sealed record PastForecastPoint(string Measure, DateOnly Day, int Lead, long AmountMinor, long? LowMinor, long? HighMinor);
