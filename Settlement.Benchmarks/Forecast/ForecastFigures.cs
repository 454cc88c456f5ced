namespace Settlement.Benchmarks.Forecast;

/// <summary>The line of JSON.</summary>
/// <param name="Baselines">By name; a published method has no figures of the Treasury's flows.</param>
/// <param name="IntervalCoverage">Share of all forecast days inside their interval of 80 percent.</param>
internal sealed record ForecastFigures(
    Nn5Figures Nn5, TreasuryFigures Treasury, IReadOnlyDictionary<string, BaselineFigures> Baselines, double IntervalCoverage);

internal sealed record Nn5Figures(double Mase, double Smape);

internal sealed record TreasuryFigures(double InflowWape, double OutflowWape);

internal sealed record BaselineFigures(Nn5Figures Nn5, TreasuryFigures? Treasury);
