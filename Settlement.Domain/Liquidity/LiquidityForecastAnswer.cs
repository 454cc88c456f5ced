namespace Settlement.Domain.Liquidity;

/// <summary>The forecast of the liquidity that wires move in one currency. Amounts are texts in units of the currency.</summary>
/// <param name="ParticipantId">Null: all participants together; the need is then the sum of what each needs.</param>
/// <param name="Origin">The last day that the forecast knew; null where there is no history to forecast from.</param>
/// <param name="Note">Why there are no figures; null where there are.</param>
/// <param name="Inflow">What wires bring.</param>
/// <param name="Outflow">What wires take.</param>
/// <param name="Net">Inflow less outflow, forecast as a series of its own.</param>
/// <param name="Need">Liquidity needed at the day's worst moment: the most by which outflow leads inflow.</param>
/// <param name="Hours">The first day by the hour. Of all participants together the positions all but cancel out, as one receives what another pays, and say nothing of
/// anyone's need: ask for a participant.</param>
/// <param name="Recommendations">Funds to pay in, by participant and day; empty where the balances suffice.</param>
public sealed record LiquidityForecastAnswer(
    string Currency, string? ParticipantId, int DaysAhead, DateOnly? Origin, DateTimeOffset? MadeAt, string? Note, MeasureForecast? Inflow,
    MeasureForecast? Outflow, MeasureForecast? Net, MeasureForecast? Need, HourlyForecast? Hours, IReadOnlyList<PrefundingRecommendation> Recommendations);

/// <summary>The forecast of one measure.</summary>
/// <param name="Method">A method's name, or combination; seasonal-naive where nothing was better.</param>
/// <param name="Caveats">What to know before trusting it.</param>
public sealed record MeasureForecast(
    string Method, ForecastSkillView Skill, IReadOnlyList<ForecastMethodShare> Methods, IReadOnlyList<string> Caveats, IReadOnlyList<ForecastDay> Days);

/// <param name="Score">One less the ratio of its error to the seasonal-naive forecast's at past origins: 0.25 is a quarter less error; null when unknown.</param>
/// <param name="Origins">Past origins that were judged; 0 when the history is too short to say.</param>
/// <param name="Statement">The same in words.</param>
public sealed record ForecastSkillView(double? Score, string? MeanAbsoluteError, string? NaiveMeanAbsoluteError, int Origins, string Statement);

public sealed record ForecastMethodShare(string Method, double Weight);

/// <param name="Amount">As likely exceeded as not.</param>
public sealed record ForecastDay(DateOnly Date, string Amount, IReadOnlyList<ForecastInterval> Intervals);

/// <param name="CoveragePercent">Of a hundred days so many should be between low and high.</param>
public sealed record ForecastInterval(int CoveragePercent, string Low, string High);

/// <param name="TimeZone">Of the hours.</param>
/// <param name="WorstHour">At whose end the position is lowest; null when it never falls below the day's start.</param>
/// <param name="ProfileDays">Past days that the profile was taken from.</param>
public sealed record HourlyForecast(DateOnly Date, string TimeZone, int? WorstHour, int ProfileDays, IReadOnlyList<ForecastHour> Hours);

/// <param name="Net">Inflow less outflow.</param>
/// <param name="Position">Cumulative inflow less outflow since the day's start, at the hour's end.</param>
/// <param name="PositionInterval">In which the position is with the given probability; null where the history is too short to say.</param>
public sealed record ForecastHour(int Hour, string Inflow, string Outflow, string Net, string Position, ForecastInterval? PositionInterval);

/// <summary>Funds to pay in so that a participant's balance suffices.</summary>
/// <param name="By">When they should be there: the start of the hour in which the expected balance and what was advised before run out, as far as past days tell; else the day's start.</param>
/// <param name="Confidence">The probability with which they suffice; null where the history is too short to say.</param>
/// <param name="ShortfallProbability">How likely the need exceeds the expected balance without them; null as above.</param>
/// <param name="Need">Liquidity needed at the day's worst moment, not exceeded with the confidence.</param>
/// <param name="ExpectedBalance">The balance with which today began and what was paid in since, less expected net outflow until that day.</param>
/// <param name="Statement">The same in words.</param>
public sealed record PrefundingRecommendation(
    string ParticipantId, string Currency, DateOnly Date, DateTimeOffset By, string Amount, double? Confidence, double? ShortfallProbability,
    string Need, string ExpectedBalance, string Statement);
