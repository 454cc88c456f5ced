namespace Settlement.Engine.Liquidity;

/// <summary>How kept forecasts of one measure compared with what came, so many days after their origin.</summary>
/// <param name="Measure">inflow, outflow, net or need.</param>
/// <param name="Lead">Days of the currency's calendar after the origin; null: over all of them.</param>
/// <param name="Days">Days that were forecast and are over.</param>
/// <param name="MeanAbsoluteErrorMinor">Mean of |forecast - actual|.</param>
/// <param name="WeightedError">Sum of |forecast - actual| over the sum of |actual| (WAPE); null where nothing moved.</param>
/// <param name="Covered">Days within the 80 % interval; null where no forecast had one.</param>
/// <param name="Intervals">Days whose forecast had an interval.</param>
public sealed record ForecastAccuracy(
    string Measure, int? Lead, long Days, double MeanAbsoluteErrorMinor, double? WeightedError, double? Covered, long Intervals);
