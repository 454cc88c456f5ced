namespace Settlement.Domain.Liquidity;

/// <summary>Kept forecasts against what came.</summary>
/// <param name="Note">Why there are no figures; null where there are.</param>
/// <param name="Overall">Of each measure over all leads. A day that was forecast at several leads counts as often.</param>
/// <param name="Items">Of each measure by lead.</param>
public sealed record ForecastAccuracyAnswer(
    string Currency, string? ParticipantId, string? Note, IReadOnlyList<ForecastAccuracyOverall> Overall, IReadOnlyList<ForecastAccuracyRow> Items);

/// <inheritdoc cref="ForecastAccuracyRow"/>
public sealed record ForecastAccuracyOverall(string Measure, long Days, string MeanAbsoluteError, double? WeightedError, double? Covered);

/// <param name="Measure">inflow, outflow, net or need.</param>
/// <param name="Lead">Business days after the forecast's origin.</param>
/// <param name="Days">Days that were forecast at that lead and are over.</param>
/// <param name="WeightedError">Sum of the errors over the sum of what came (WAPE); null where nothing came.</param>
/// <param name="Covered">Share of the days within their 80 % interval; null where there was none.</param>
public sealed record ForecastAccuracyRow(string Measure, int Lead, long Days, string MeanAbsoluteError, double? WeightedError, double? Covered);
