using Settlement.Domain.Batches;
using Settlement.Domain.Fx;
using Settlement.Domain.Ledger;
using Settlement.Optimization;
using Settlement.Optimization.Checking;
using Xunit;

namespace Settlement.Tests.Optimization;

/// <summary>Residuals that trade through a third currency.</summary>
public sealed class FxRoutingTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 20, 15, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_ring_of_currencies_meets_in_the_vehicle_currency_and_costs_next_to_nothing()
    {
        // 1,000,000.00 USD worth each way round: GBP to JPY, JPY to CHF, CHF to GBP; none has a quote of its own.
        var plan = Plan(
            BundledRates.Snapshot,
            Pay("a", "GBP", 83_000_000, "JPY"), Pay("b", "JPY", 13_546_000_000 / 100, "CHF"), Pay("c", "CHF", 97_266_000, "GBP"));

        Assert.All(
            plan.Batches[0].FxTrades.Where(trade => trade.Base != "EUR" && trade.Quote != "EUR"),
            trade => Assert.Equal(("EUR", 0L), (trade.Via, trade.ResidualBaseMinor)));
        Assert.True(plan.Savings!.TriangulationMinor > 0);
        Assert.True(plan.Cost.SpreadMinor * 50 < plan.Cost.SpreadMinor + plan.Savings.TriangulationMinor, $"spread {plan.Cost}");
    }

    [Fact]
    public void A_wide_quote_is_passed_by_where_a_detour_at_the_same_mid_is_cheaper()
    {
        var rates = new FxRates(
        [
            new FxRate("EUR", "USD", 1.25m, 2m, "test", At), new FxRate("GBP", "USD", 1.5m, 2m, "test", At),
            new FxRate("EUR", "GBP", 1.25m / 1.5m, 30m, "test", At),
        ]);
        var plan = Plan(rates, Pay("a", "EUR", 100_000_000, "GBP"));

        var pair = Assert.Single(plan.Batches[0].FxTrades, trade => (trade.Base, trade.Quote) == ("EUR", "GBP"));
        Assert.Equal(("USD", 100_000_000L, 0L), (pair.Via, pair.RoutedBaseMinor, pair.ResidualBaseMinor));
        Assert.Equal(3, plan.Batches[0].FxTrades.Count);
    }

    [Fact]
    public void A_detour_at_another_mid_is_not_taken()
    {
        var rates = new FxRates(
        [
            new FxRate("EUR", "USD", 1.25m, 2m, "test", At), new FxRate("GBP", "USD", 1.5m, 2m, "test", At),
            new FxRate("EUR", "GBP", 0.8334m, 30m, "test", At),
        ]);
        var trade = Assert.Single(Plan(rates, Pay("a", "EUR", 100_000_000, "GBP")).Batches[0].FxTrades);

        Assert.Equal((null, 100_000_000L), (trade.Via, trade.ResidualBaseMinor));
    }

    [Fact]
    public void A_later_round_goes_on_at_the_earlier_round_s_rates_and_closes_its_books()
    {
        var plan = Plan(
            BundledRates.Snapshot,
            Pay("a", "GBP", 83_000_000, "JPY"), Pay("b", "JPY", 135_460_000, "CHF"), Pay("c", "CHF", 97_266_000, "GBP"));
        var batch = plan.Batches[0];
        var next = Planner.Replan(batch, ["b"], [], SettlementMode.Net);

        Assert.Empty(PlanChecker.CheckRound(batch, next, ["b"], [], SettlementMode.Net));
        Assert.NotEmpty(SettlementEntries.For(next, next.Wires));
    }

    private static BatchPlan Plan(FxRates rates, params Candidate[] payments)
    {
        var problem = new BatchingProblem(
            "t0-EUR-2026-11-23", SettlementMode.Net, payments,
            [.. payments.Select(payment => new Liquidity("alfa", payment.SourceCurrency, long.MaxValue / 4, null))], [], rates, CostModel.Default);
        var plan = Planner.Plan(problem);
        Assert.Empty(PlanChecker.Check(problem, plan));
        Assert.NotEmpty(SettlementEntries.For(plan.Batches[0], plan.Batches[0].Wires));
        return plan;
    }

    private static Candidate Pay(string id, string source, long minor, string destination) =>
        new(id, id[0], "alfa", "bravo", source, minor, destination, 0);
}
