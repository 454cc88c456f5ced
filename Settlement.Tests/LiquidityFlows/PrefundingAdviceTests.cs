using Settlement.Engine.Liquidity;
using Settlement.Forecasting;
using Settlement.Forecasting.Flows;
using Xunit;

namespace Settlement.Tests.LiquidityFlows;

public sealed class PrefundingAdviceTests
{
    private static readonly DateOnly Monday = new(2026, 11, 23);

    [Fact]
    public void Advice_brings_what_the_quantile_lacks_and_counts_on_no_inflow()
    {
        // Half the days need 100 at most, 95 of a hundred 200; the second day the same, after a net inflow of 500 on the first.
        var advice = PrefundingAdvice.Of("a", "EUR", Flows(net: [500, 0], needs: [(100, 200), (100, 260)]), 150, Monday, 7, 0.95);

        Assert.Equal([(Monday, 50L), (Monday.AddDays(1), 60L)], advice.Select(one => (one.Day, one.AmountMinor)));
        Assert.All(advice, one => Assert.Equal((150L, 0.95), (one.ExpectedMinor, one.Confidence ?? 0)));
        Assert.Equal(0.275, advice[0].ShortfallProbability!.Value, 9);
    }

    [Fact]
    public void Expected_outflow_of_earlier_days_is_counted()
    {
        var advice = PrefundingAdvice.Of("a", "EUR", Flows(net: [-80, 0], needs: [(50, 90), (50, 90)]), 150, Monday, 7, 0.95);

        Assert.Equal((Monday.AddDays(1), 20L, 70L), advice.Select(one => (one.Day, one.AmountMinor, one.ExpectedMinor)).Single());
    }

    [Fact]
    public void Enough_funds_want_no_advice_and_past_days_are_not_looked_at()
    {
        var flows = Flows(net: [0, 0], needs: [(100, 200), (100, 200)]);

        Assert.Empty(PrefundingAdvice.Of("a", "EUR", flows, 200, Monday, 7, 0.95));
        Assert.Single(PrefundingAdvice.Of("a", "EUR", flows, 0, Monday.AddDays(1), 7, 0.95));
        Assert.Single(PrefundingAdvice.Of("a", "EUR", flows, 0, Monday, 1, 0.95));
    }

    private static FlowForecast Flows(long[] net, (long Middle, long High)[] needs)
    {
        var need = Made([.. needs.Select((day, i) => new ForecastPoint(
            Monday.AddDays(i), day.Middle, [], [new ForecastQuantile(0.5, day.Middle), new ForecastQuantile(0.95, day.High)]))]);
        var nets = Made([.. net.Select((minor, i) => new ForecastPoint(Monday.AddDays(i), minor, [], []))]);
        return new FlowForecast(nets, nets, nets, need);
    }

    private static Forecast Made(IReadOnlyList<ForecastPoint> points) =>
        new("test", Monday.AddDays(-3), points, "test", ForecastSkill.Unknown, [], []);
}
