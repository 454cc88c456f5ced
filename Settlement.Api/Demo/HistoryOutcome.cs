namespace Settlement.Api.Demo;

/// <param name="Series">Series with a forecast.</param>
/// <param name="Forecasts">Of each currency as a whole, as the API answers.</param>
internal sealed record HistoryOutcome(IReadOnlyList<DateOnly> Days, DayOutcome Audit, int Series, IReadOnlyList<ForecastBody> Forecasts);

// What the demonstration reads of a forecast; its own records, as a client's would be.

internal sealed record ForecastBody(
    string Currency, DateOnly? Origin, ForecastMeasureBody? Outflow, ForecastMeasureBody? Need, IReadOnlyList<ForecastAdviceBody> Recommendations);

internal sealed record ForecastMeasureBody(string Method, ForecastSkillBody Skill, IReadOnlyList<ForecastDayBody> Days);

internal sealed record ForecastSkillBody(double? Score, int Origins);

internal sealed record ForecastDayBody(DateOnly Date, string Amount, IReadOnlyList<ForecastIntervalBody> Intervals);

internal sealed record ForecastIntervalBody(int CoveragePercent, string Low, string High);

internal sealed record ForecastAdviceBody(string ParticipantId, DateOnly Date, DateTimeOffset By, string Amount, double? Confidence);
