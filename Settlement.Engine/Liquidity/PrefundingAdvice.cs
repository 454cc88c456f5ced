using Settlement.Forecasting.Flows;

namespace Settlement.Engine.Liquidity;

/// <summary>What a participant should pay in, by when, so that its funds suffice with the stated confidence.</summary>
/// <param name="Day">The day on which they would not.</param>
/// <param name="AmountMinor">What is missing: the need at the confidence, less the expected balance and what earlier advice brings.</param>
/// <param name="NeedMinor">The liquidity needed at the day's worst moment, not exceeded with the confidence.</param>
/// <param name="ExpectedMinor">The balance at the day's start that is counted on: today's funds less the outflow expected until then; inflow that
/// is merely expected is not counted on.</param>
/// <param name="Confidence">Null where the history is too short for intervals: the need is then the middle forecast.</param>
/// <param name="ShortfallProbability">How likely the need exceeds what is expected without the advice; null as above.</param>
public sealed record PrefundingAdvice(
    string Participant, string Currency, DateOnly Day, long AmountMinor, long NeedMinor, long ExpectedMinor, double? Confidence, double? ShortfallProbability)
{
    /// <summary>Advice for each day from <paramref name="today"/> on that wants it; days build on one another.</summary>
    /// <param name="fundsMinor">The balance with which today began, with what was paid in since: a day's need and net are measured from its start, so what has
    /// been paid of them is not counted twice.</param>
    /// <param name="days">Days to look at.</param>
    public static IReadOnlyList<PrefundingAdvice> Of(
        string participant, string currency, FlowForecast flows, long fundsMinor, DateOnly today, int days, double confidence)
    {
        ArgumentNullException.ThrowIfNull(flows);
        if (flows.Need is not { } need)
        {
            return [];
        }

        var advice = new List<PrefundingAdvice>();
        var (drift, funded) = (0L, 0L);
        var net = flows.Net.Points.ToDictionary(point => point.Date, point => point.AmountMinor);
        foreach (var point in need.Points.Where(point => point.Date >= today).Take(days))
        {
            var expected = fundsMinor + Math.Min(0, drift);
            var wanted = point.AmountAt(confidence);
            var missing = (wanted ?? point.AmountMinor) - expected - funded;
            if (missing > 0)
            {
                advice.Add(new PrefundingAdvice(
                    participant, currency, point.Date, missing, wanted ?? point.AmountMinor, expected, wanted is null ? null : confidence,
                    point.ProbabilityAbove(expected + funded)));
                funded += missing;
            }

            drift += net.GetValueOrDefault(point.Date);
        }

        return advice;
    }
}
