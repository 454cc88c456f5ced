using System.Globalization;
using Settlement.Domain.Currencies;
using Settlement.Engine.Liquidity;

namespace Settlement.Engine.Risk.Alerts;

/// <summary>Holds rules against a book of exposures and kept forecasts: a pure function.</summary>
public static class RuleEvaluation
{
    /// <summary>Stands for a limit of zero that is used: no finite share says it, and a database column must hold it.</summary>
    private const double BeyondAnyLimit = 1e9;

    /// <param name="needs">Those without a day that is still to come are not looked at.</param>
    /// <param name="funds">What the day's needs are to be met from, by participant and currency: see <see cref="DayFunds"/>. Who is not in it has none.</param>
    /// <param name="today">The day it is at a currency's place.</param>
    public static IReadOnlyList<RiskFinding> Findings(
        ExposureBook book, IEnumerable<RiskRule> rules, IReadOnlyList<NeedForecast> needs,
        IReadOnlyDictionary<(string Participant, string Currency), long> funds, Func<string, DateOnly> today)
    {
        ArgumentNullException.ThrowIfNull(book);
        return
        [
            .. rules.Where(rule => rule.Enabled)
                .SelectMany(rule => Of(rule, book, needs, funds, today))
                .Where(finding => finding.Measured > 0 && finding.Measured >= finding.Rule.Threshold),
        ];
    }

    private static IEnumerable<RiskFinding> Of(
        RiskRule rule, ExposureBook book, IReadOnlyList<NeedForecast> needs, IReadOnlyDictionary<(string Participant, string Currency), long> funds,
        Func<string, DateOnly> today) => rule.Kind switch
    {
        RiskRuleKind.CapUtilisation => Exposures(rule, book, exposure => exposure.Utilisation, exposure =>
            $"uses {Units(exposure.CapUsedMinor, exposure.Currency)} of its net debit cap of {Units(exposure.CapMinor ?? 0, exposure.Currency)} today"),
        RiskRuleKind.ProjectedCapUtilisation => Exposures(rule, book, exposure => exposure.ProjectedUtilisation, exposure =>
            $"would use {Units(exposure.CapProjectedMinor, exposure.Currency)} if everything unsettled settled today, with a net debit cap of {Units(exposure.CapMinor ?? 0, exposure.Currency)}"),
        RiskRuleKind.UncoveredValue => Exposures(rule, book, InUnits, exposure =>
            $"owes {Units(exposure.OwedMinor, exposure.Currency)} net and has {Units(exposure.PostedMinor, exposure.Currency)}"),
        RiskRuleKind.BilateralUtilisation => Pairs(rule, book),
        RiskRuleKind.Concentration => Concentrations(rule, book),
        RiskRuleKind.LiquidityShortfall => Shortfalls(rule, needs, funds, today),
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule.Kind, "not a kind of rule"),
    };

    private static IEnumerable<RiskFinding> Exposures(RiskRule rule, ExposureBook book, Func<Exposure, double?> measure, Func<Exposure, string> says) =>
        from exposure in book.Exposures
        where Concerns(rule, exposure.Participant, exposure.Currency) && measure(exposure) is not null
        select new RiskFinding(
            rule, exposure.Participant, "", exposure.Currency, null, Finite(measure(exposure)!.Value), $"{exposure.Participant} {says(exposure)} {exposure.Currency}.");

    private static IEnumerable<RiskFinding> Pairs(RiskRule rule, ExposureBook book) =>
        from pair in book.Bilateral
        where Concerns(rule, pair.Debtor, pair.Currency) && pair.Utilisation is not null
        select new RiskFinding(
            rule, pair.Debtor, pair.Creditor, pair.Currency, null, Finite(pair.Utilisation!.Value),
            $"{pair.Debtor} owes {pair.Creditor} {Units(pair.NetMinor, pair.Currency)} net, with a limit of {Units(pair.LimitMinor ?? 0, pair.Currency)} {pair.Currency}.");

    private static IEnumerable<RiskFinding> Concentrations(RiskRule rule, ExposureBook book) =>
        from currency in book.Exposures.GroupBy(exposure => exposure.Currency, StringComparer.Ordinal)
        where rule.Currency is null || rule.Currency == currency.Key
        let concentration = Concentration.Of(currency.Select(exposure => (exposure.Participant, exposure.OwedMinor)))
        where concentration.TotalMinor > 0
        select new RiskFinding(
            rule, "", "", currency.Key, null, concentration.Herfindahl,
            string.Create(CultureInfo.InvariantCulture, $"{concentration.Shares[0].Name} owes {concentration.Shares[0].Share:P0} of the {Units(concentration.TotalMinor, currency.Key)} {currency.Key} that are owed net; the concentration index is {concentration.Herfindahl:F0}."));

    /// <summary>Of the first coming day alone: later ones are in the recommendations.</summary>
    private static IEnumerable<RiskFinding> Shortfalls(
        RiskRule rule, IReadOnlyList<NeedForecast> needs, IReadOnlyDictionary<(string Participant, string Currency), long> funds, Func<string, DateOnly> today)
    {
        foreach (var forecast in needs.Where(forecast => Concerns(rule, forecast.Participant, forecast.Currency)))
        {
            var day = today(forecast.Currency);
            var own = funds.GetValueOrDefault((forecast.Participant, forecast.Currency));
            if (forecast.Need.Points.FirstOrDefault(point => point.Date >= day) is { } next && next.ProbabilityAbove(own) is { } probability)
            {
                yield return new RiskFinding(
                    rule, forecast.Participant, "", forecast.Currency, next.Date, probability,
                    string.Create(CultureInfo.InvariantCulture, $"{forecast.Participant} has {Units(own, forecast.Currency)} {forecast.Currency} for the day; on {next.Date:yyyy-MM-dd} it needs more with a probability of {probability:P0} (middle forecast {Units(next.AmountMinor, forecast.Currency)})."));
            }
        }
    }

    private static bool Concerns(RiskRule rule, string participant, string currency) =>
        (rule.Participant is null || rule.Participant == participant) && (rule.Currency is null || rule.Currency == currency);

    private static double? InUnits(Exposure exposure) => (double)exposure.UncoveredMinor / Currency.Get(exposure.Currency).Scale;

    private static double Finite(double value) => double.IsFinite(value) ? value : BeyondAnyLimit;

    private static string Units(long minor, string currency) => GroupedAmount.Of(minor, currency);
}
