using System.Globalization;
using System.Text.Json;
using Settlement.Domain.Currencies;
using Settlement.Domain.Liquidity;
using Settlement.Engine.Liquidity;
using Settlement.Forecasting;
using Settlement.Forecasting.Intraday;

namespace Settlement.Api.Liquidity;

/// <summary>Makes the answers about forecasts; minor units become units here.</summary>
internal static class ForecastViews
{
    public static MeasureForecast Measure(Forecast forecast, string currency, DateOnly today, int days) => new(
        forecast.Method, Skill(forecast, currency), [.. forecast.Weights.Select(weight => new ForecastMethodShare(weight.Method, Math.Round(weight.Weight, 6)))],
        [.. forecast.Caveats.Select(caveat => JsonNamingPolicy.SnakeCaseLower.ConvertName(caveat.ToString()))],
        [
            .. forecast.Points.Where(point => point.Date >= today).Take(days).Select(point => new ForecastDay(
                point.Date, Units(point.AmountMinor, currency),
                [.. point.Intervals.Select(interval => Interval(interval, currency))])),
        ]);

    public static HourlyForecast Hours(IntradayForecast hours, string currency, string zone) => new(
        hours.Day, zone, hours.WorstHour, hours.ProfileDays,
        [.. hours.Hours.Select(hour => new ForecastHour(
            hour.Hour, Units(hour.InflowMinor, currency), Units(hour.OutflowMinor, currency), Units(hour.NetMinor, currency), Units(hour.PositionMinor, currency),
            hour.Position80 is { } interval ? Interval(interval, currency) : null))]);

    public static PrefundingRecommendation Recommendation(PrefundingAdvice advice, DateTimeOffset by)
    {
        var amount = Units(advice.AmountMinor, advice.Currency);
        var surety = advice.Confidence is { } confidence
            ? string.Create(CultureInfo.InvariantCulture, $"suffices with {confidence:P0} confidence")
            : "suffices for the middle forecast; the history is too short to say how surely";
        return new PrefundingRecommendation(
            advice.Participant, advice.Currency, advice.Day, by, amount, advice.Confidence, Round(advice.ShortfallProbability),
            Units(advice.NeedMinor, advice.Currency), Units(advice.ExpectedMinor, advice.Currency),
            $"Fund {advice.Participant} with {GroupedAmount.Of(amount, advice.Currency)} {advice.Currency} by {by:yyyy-MM-dd HH:mm} UTC: that {surety}.");
    }

    public static string Units(long minor, string currency) => Money.Format(minor, Currency.Get(currency));

    /// <summary>Of a mean of minor units.</summary>
    public static string? Units(double minor, string currency) =>
        double.IsFinite(minor) && Math.Abs(minor) < long.MaxValue ? Units((long)Math.Round(minor), currency) : null;

    public static double? Round(double? value) => value is { } number && double.IsFinite(number) ? Math.Round(number, 6) : null;

    private static ForecastInterval Interval(PredictionInterval interval, string currency) =>
        new(interval.CoveragePercent, Units(interval.LowMinor, currency), Units(interval.HighMinor, currency));

    private static ForecastSkillView Skill(Forecast forecast, string currency)
    {
        var skill = forecast.Skill;
        if (skill.Origins == 0)
        {
            return new ForecastSkillView(null, null, null, 0, "The history is too short to judge any method: this is the same weekday's last value.");
        }

        var statement = forecast.Caveats.Contains(ForecastCaveat.NoSkill)
            ? "Nothing beat the same weekday's last value at past origins, so that one is used."
            : string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(skill.Score):P0} {(skill.Score >= 0 ? "less" : "more")} error than the same weekday's last value, at {skill.Origins} past origins.");
        return new ForecastSkillView(
            Round(skill.Score), Units(skill.MeanAbsoluteErrorMinor, currency), Units(skill.NaiveMeanAbsoluteErrorMinor, currency), skill.Origins, statement);
    }
}
