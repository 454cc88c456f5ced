using Settlement.Domain.Batches;
using Settlement.Domain.Reference;
using Settlement.Engine.Liquidity;
using Settlement.Engine.Risk;
using Settlement.Engine.Risk.Alerts;
using Settlement.Forecasting;
using Xunit;

namespace Settlement.Tests.Risk;

public sealed class ExposureBookTests
{
    [Fact]
    public void What_a_bank_owes_is_covered_by_its_balance_first()
    {
        var book = RiskBooks.Book(
            [("a", "EUR", 60_00)],
            [RiskBooks.Flow(FlowStage.Queued, "a", "b", "EUR", 100_00), RiskBooks.Flow(FlowStage.Windows, "b", "a", "EUR", 30_00)]);

        var debtor = book.Find("a", "EUR")!;
        Assert.Equal((-70_00, 70_00, 10_00), (debtor.NetMinor, debtor.OwedMinor, debtor.UncoveredMinor));
        Assert.Equal((70_00, 0, 0), (book.Find("b", "EUR")!.NetMinor, book.Find("b", "EUR")!.OwedMinor, book.Find("b", "EUR")!.UncoveredMinor));
        Assert.Equal(70_00, book.Bilateral.Single(pair => pair.Debtor == "a").NetMinor);
        Assert.Equal(0, book.Bilateral.Single(pair => pair.Debtor == "b").NetMinor);
    }

    [Fact]
    public void A_payment_without_a_fixed_rate_is_incoming_at_mid()
    {
        var book = RiskBooks.Book([], [new RiskFlow(FlowStage.Windows, "a", "b", "EUR", "USD", 2, 100_00, 0, 100_00)]);

        Assert.Equal(100_00, book.Find("a", "EUR")!.Unsettled.OutgoingMinor);
        Assert.Equal(110_00, book.Find("b", "USD")!.Unsettled.IncomingMinor);
    }

    [Fact]
    public void A_limit_of_zero_that_is_used_is_beyond_any_share()
    {
        var book = RiskBooks.Book([], [RiskBooks.Flow(FlowStage.Queued, "a", "b", "EUR", 1)], caps: [new NetDebitCap("a", "EUR", 0)]);

        Assert.Equal(double.PositiveInfinity, book.Find("a", "EUR")!.ProjectedUtilisation);
        Assert.Equal(0, book.Find("a", "EUR")!.Utilisation);
    }

    [Fact]
    public void The_concentration_index_is_the_sum_of_the_squared_shares_in_percent()
    {
        var concentration = Concentration.Of([("a", 50), ("b", 30), ("c", 20), ("d", 0), ("e", -5)]);

        Assert.Equal(2_500 + 900 + 400, concentration.Herfindahl, 9);
        Assert.Equal(0.8, concentration.Top(2), 9);
        Assert.Equal(["a", "b", "c"], concentration.Shares.Select(share => share.Name));
        Assert.Equal(0, Concentration.Of([]).Herfindahl);
    }

    [Theory]
    [InlineData(RiskRuleKind.CapUtilisation, 0.5, 0.6)]
    [InlineData(RiskRuleKind.ProjectedCapUtilisation, 0.9, 1.0)]
    [InlineData(RiskRuleKind.UncoveredValue, 39, 40)]
    [InlineData(RiskRuleKind.BilateralUtilisation, 1.9, 2.0)]
    public void A_rule_finds_what_reaches_its_threshold_and_nothing_below(RiskRuleKind kind, double threshold, double measured)
    {
        var book = RiskBooks.Book(
            [("a", "EUR", 60_00)], [RiskBooks.Flow(FlowStage.Queued, "a", "b", "EUR", 100_00)],
            caps: [new NetDebitCap("a", "EUR", 100_00)], limits: [new BilateralLimit("a", "b", "EUR", 50_00)], reserved: [("a", "EUR", 60_00)]);

        var finding = Assert.Single(RuleEvaluation.Findings(book, [RiskBooks.Rule(kind, threshold)], [], RiskBooks.NoFunds, _ => default));
        Assert.Equal(("a", "EUR", measured), (finding.Participant, finding.Currency, finding.Measured));
        Assert.Single(RuleEvaluation.Findings(book, [RiskBooks.Rule(kind, measured)], [], RiskBooks.NoFunds, _ => default));
        Assert.Empty(RuleEvaluation.Findings(book, [RiskBooks.Rule(kind, measured + 0.01)], [], RiskBooks.NoFunds, _ => default));
        Assert.Empty(RuleEvaluation.Findings(book, [RiskBooks.Rule(kind, threshold) with { Currency = "USD" }], [], RiskBooks.NoFunds, _ => default));
        Assert.Empty(RuleEvaluation.Findings(book, [RiskBooks.Rule(kind, threshold) with { Enabled = false }], [], RiskBooks.NoFunds, _ => default));
    }

    [Theory]
    [InlineData(150_00, 0.275)]
    [InlineData(null, 0.5)]
    [InlineData(200_00, null)]
    public void A_shortfall_is_the_probability_that_the_next_days_need_is_more_than_the_days_funds(int? fundsMinor, double? probability)
    {
        // A day that is over wanted more than anyone has; of the next one's needs half are above 100, one of twenty above 200.
        var monday = new DateOnly(2026, 11, 23);
        ForecastPoint[] points =
        [
            new(monday.AddDays(-3), 900_00, [], [new(0.5, 900_00)]),
            new(monday, 100_00, [], [new(0.5, 100_00), new(0.95, 200_00)]),
            new(monday.AddDays(1), 900_00, [], [new(0.5, 900_00)]),
        ];
        var need = new NeedForecast("EUR", "a", new Forecast("need", monday.AddDays(-4), points, "made", ForecastSkill.Unknown, [], []));
        var funds = fundsMinor is { } minor ? new Dictionary<(string, string), long> { [("a", "EUR")] = minor } : RiskBooks.NoFunds;

        var findings = RuleEvaluation.Findings(
            RiskBooks.Book([("a", "EUR", 5_000_00)], []), [RiskBooks.Rule(RiskRuleKind.LiquidityShortfall, 0.2)], [need], funds, _ => monday.AddDays(-1));

        Assert.Equal(probability is { } likely ? [(monday, Math.Round(likely, 9))] : [], findings.Select(finding => (finding.Day!.Value, Math.Round(finding.Measured, 9))));
    }
}
