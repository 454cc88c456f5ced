using System.Collections.Concurrent;
using Settlement.Domain.Batches;
using Settlement.Optimization.Frontier;
using Settlement.Optimization.Workloads;
using Xunit;

namespace Settlement.Tests.Optimization;

public sealed class FrontierTests
{
    private static readonly ConcurrentDictionary<string, Lazy<IReadOnlyList<FrontierPoint>>> Replays = new(StringComparer.Ordinal);

    private static readonly string[] Policies =
        ["gross-fifo", "naive-batches-60", "gross-offsetting-60", "cut-off-netting", "optimiser-15", "optimiser-60", "optimiser-240"];

    [Fact]
    public void Each_policy_is_replayed_at_each_liquidity()
    {
        var points = Replay("balanced");

        Assert.Equal(Policies, points.Select(point => point.Policy).Distinct());
        Assert.All(points.GroupBy(point => point.Policy), policy => Assert.Equal([0, 0.25, 0.5, 0.75, 1], policy.Select(point => point.LiquidityShare)));
    }

    [Theory]
    [InlineData("balanced")]
    [InlineData("core-periphery")]
    [InlineData("two-currency")]
    public void With_all_the_liquidity_that_can_be_of_use_gross_settlement_never_waits(string workload)
    {
        var point = Replay(workload).Single(point => point is { Policy: "gross-fifo", LiquidityShare: 1 });

        Assert.Equal((0, 0), (point.Delay, point.Unsettled));
        Assert.Equal(new LiquidityRange(Day(workload)).MostMinor, point.LiquidityMinor);
    }

    [Theory]
    [InlineData("balanced")]
    [InlineData("one-net-debtor")]
    [InlineData("gridlock")]
    public void With_the_least_liquidity_netting_at_cut_off_settles_everything_and_uses_just_that(string workload)
    {
        var point = Replay(workload).Single(point => point is { Policy: "cut-off-netting", LiquidityShare: 0 });

        Assert.Equal(0, point.Unsettled);
        Assert.Equal(new LiquidityRange(Day(workload)).LeastMinor, point.LiquidityMinor);
        Assert.Equal(1, point.Delay, tolerance: 1e-9);
    }

    [Theory]
    [InlineData("balanced")]
    [InlineData("two-currency")]
    [InlineData("fat-tailed")]
    public void No_policy_uses_more_than_there_is_and_every_payment_settles_or_waits(string workload)
    {
        var day = Day(workload);
        var range = new LiquidityRange(day);

        Assert.All(Replay(workload), point =>
        {
            Assert.InRange(point.LiquidityMinor, 0, range.At(point.LiquidityShare).Sum(cell => day.Rates.Convert(cell.Value, cell.Key.Currency, "USD") ?? 0));
            Assert.Equal(day.Payments.Count, point.Settled + point.Unsettled);
            Assert.InRange(point.Delay, 0, 1);
            Assert.Equal(point.Cost.TotalMinor + point.LiquidityCostMinor, point.TotalCostMinor);
        });
    }

    [Fact]
    public void In_a_gridlock_the_optimiser_settles_sooner_than_first_in_first_out_with_the_same_liquidity()
    {
        var points = Replay("gridlock");
        var gross = points.Single(point => point is { Policy: "gross-fifo", LiquidityShare: 0 });
        var planned = points.Single(point => point is { Policy: "optimiser-60", LiquidityShare: 0 });

        Assert.True(planned.Delay < gross.Delay, $"{planned.Delay} against {gross.Delay}");
        Assert.True(planned.TotalCostMinor < gross.TotalCostMinor);
    }

    [Fact]
    public void Two_banks_that_owe_each_other_can_be_followed_by_hand()
    {
        // 100 from a at minute 10, 80 back at minute 40: the peak of a is 100, its net debit 20.
        var day = new PaymentDay(
            "by-hand",
            [
                new DayPayment(new Candidate("t1", 1, "a", "b", "USD", 100, "USD", 100), 10),
                new DayPayment(new Candidate("t2", 2, "b", "a", "USD", 80, "USD", 80), 40),
            ],
            100, Problems.Rates, new CostModel("USD", 25, 100m));
        var points = SettlementFrontier.Of(day, FrontierSettings.Default with { LiquidityShares = [0, 1], OptimiserMinutes = [50] }, CancellationToken.None);

        var range = new LiquidityRange(day);
        Assert.Equal((20, 100), (range.LeastMinor, range.MostMinor));

        // With 20, a's payment waits for b's, which has nothing: a deadlock, both wait to the end, at 1 % each.
        Assert.Equal(
            new FrontierPoint("gross-fifo", 0, 0, 1, new Cost(0, 0, 2), 0, 0, 2, 0),
            points.Single(point => point is { Policy: "gross-fifo", LiquidityShare: 0 }));
        Assert.Equal(
            new FrontierPoint("gross-fifo", 1, 100, 0, new Cost(50, 0, 0), 1, 2, 0, 2),
            points.Single(point => point is { Policy: "gross-fifo", LiquidityShare: 1 }));

        // Planned at minute 50: (100 x 40 + 80 x 10) of (100 x 90 + 80 x 60), with 20, over two wires.
        var planned = points.Single(point => point is { Policy: "optimiser-50", LiquidityShare: 0 });
        Assert.Equal((20, 2, 2), (planned.LiquidityMinor, planned.Settled, planned.Wires));
        Assert.Equal(((100 * 40) + (80 * 10)) / (double)((100 * 90) + (80 * 60)), planned.Delay, tolerance: 1e-12);
    }

    private static PaymentDay Day(string workload) => WorkloadDay.Of(ReferenceWorkloads.Find(workload)!, 120, 1);

    /// <summary>Several tests read one replay: it is the same every time.</summary>
    private static IReadOnlyList<FrontierPoint> Replay(string workload) => Replays.GetOrAdd(
        workload, static name => new Lazy<IReadOnlyList<FrontierPoint>>(() =>
            SettlementFrontier.Of(Day(name), FrontierSettings.Default, CancellationToken.None))).Value;
}
