namespace Settlement.Forecasting;

/// <summary>
/// How much better than the seasonal-naive forecast (the same weekday's last value) the used one was, at past origins, each time chosen and
/// weighed by what was known then.
/// </summary>
/// <param name="Score">One less the ratio of the two errors: 0.25 is a quarter less error than the naive forecast, 0 none less.</param>
/// <param name="MeanAbsoluteErrorMinor">Of the used forecast, in minor units, over all days of all origins.</param>
/// <param name="NaiveMeanAbsoluteErrorMinor">Of the seasonal-naive forecast on the same days.</param>
/// <param name="Origins">Past origins that were judged; 0 when the history is too short, and then the score says nothing.</param>
public sealed record ForecastSkill(double Score, double MeanAbsoluteErrorMinor, double NaiveMeanAbsoluteErrorMinor, int Origins)
{
    public static ForecastSkill Unknown { get; } = new(0, 0, 0, 0);
}
