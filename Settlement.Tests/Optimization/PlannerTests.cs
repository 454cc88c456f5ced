using Settlement.Domain.Batches;
using Settlement.Optimization;
using Settlement.Optimization.Checking;
using Xunit;

namespace Settlement.Tests.Optimization;

public sealed class PlannerTests
{
    [Fact]
    public void A_cycle_without_any_liquidity_settles_net_over_no_wire()
    {
        var plan = Plan(SettlementMode.Net, [], Pay("a", 1, "alfa", "bravo", 700), Pay("b", 2, "bravo", "charlie", 700),
            Pay("c", 3, "charlie", "alfa", 700));

        Assert.Empty(plan.Deferred);
        var batch = Assert.Single(plan.Batches);
        Assert.Equal(3, batch.Payments.Count);
        Assert.Empty(batch.Positions);
        Assert.Empty(batch.Wires);
    }

    [Fact]
    public void Net_positions_become_one_pay_in_and_one_pay_out_each()
    {
        var plan = Plan(
            SettlementMode.Net, [new Liquidity("alfa", "EUR", 500, null)],
            Pay("a", 1, "alfa", "bravo", 700), Pay("b", 2, "bravo", "alfa", 300), Pay("c", 3, "alfa", "charlie", 100));

        var batch = Assert.Single(plan.Batches);
        Assert.Equal("batch_t0-EUR-2026-11-23_1", batch.BatchId);
        Assert.Equal(
            [new NetPosition("alfa", "EUR", -500), new NetPosition("bravo", "EUR", 400), new NetPosition("charlie", "EUR", 100)],
                batch.Positions);
        Assert.Equal(
            [
                new PlannedWire("batch_t0-EUR-2026-11-23_1_r1_w1", WirePhase.PayIn, "alfa", "system", "EUR", 500, null),
                new PlannedWire("batch_t0-EUR-2026-11-23_1_r1_w2", WirePhase.PayOut, "system", "bravo", "EUR", 400, null),
                new PlannedWire("batch_t0-EUR-2026-11-23_1_r1_w3", WirePhase.PayOut, "system", "charlie", "EUR", 100, null),
            ],
            batch.Wires);
    }

    [Fact]
    public void One_large_payment_waits_rather_than_many_small_ones()
    {
        var plan = Plan(
            SettlementMode.Net, [new Liquidity("alfa", "EUR", 60, null)],
            Pay("a", 1, "alfa", "bravo", 10), Pay("b", 2, "alfa", "bravo", 20), Pay("c", 3, "alfa", "bravo", 30),
                Pay("d", 4, "alfa", "bravo", 100));

        Assert.Equal([new Deferral("d", DeferralReason.InsufficientBalance, "alfa", "EUR", 60, 100)], plan.Deferred);
    }

    [Fact]
    public void A_gross_payment_that_does_not_fit_lets_a_smaller_later_one_pass()
    {
        var plan = Plan(
            SettlementMode.Gross, [new Liquidity("alfa", "EUR", 50, null)],
            Pay("a", 1, "alfa", "bravo", 40), Pay("b", 2, "alfa", "bravo", 30), Pay("c", 3, "alfa", "bravo", 10));

        Assert.Equal([new Deferral("b", DeferralReason.InsufficientBalance, "alfa", "EUR", 50, 30)], plan.Deferred);
        Assert.Equal(
            [
                new PlannedWire("batch_t0-EUR-2026-11-23_1_r1_w1", WirePhase.PayIn, "alfa", "bravo", "EUR", 40, "a"),
                new PlannedWire("batch_t0-EUR-2026-11-23_1_r1_w2", WirePhase.PayIn, "alfa", "bravo", "EUR", 10, "c"),
            ],
            plan.Batches[0].Wires);
    }

    [Fact]
    public void An_urgent_gross_payment_goes_before_earlier_ones()
    {
        var plan = Plan(
            SettlementMode.Gross, [new Liquidity("alfa", "EUR", 50, null)],
            Pay("a", 1, "alfa", "bravo", 40), Pay("b", 2, "alfa", "bravo", 50) with { Priority = 9 });

        Assert.Equal("a", Assert.Single(plan.Deferred).TransactionId);
    }

    [Fact]
    public void A_gross_payment_does_not_spend_what_the_same_plan_brings()
    {
        var plan = Plan(
            SettlementMode.Gross, [new Liquidity("alfa", "EUR", 50, null)], Pay("a", 1, "alfa", "bravo", 50),
                Pay("b", 2, "bravo", "charlie", 50));

        Assert.Equal([new Deferral("b", DeferralReason.InsufficientBalance, "bravo", "EUR", 0, 50)], plan.Deferred);
    }

    [Fact]
    public void Queued_opposite_gross_payments_are_offset_over_one_wire_of_the_difference()
    {
        var plan = Plan(
            SettlementMode.Gross, [new Liquidity("bravo", "EUR", 25, null)],
            Pay("a", 1, "alfa", "bravo", 100), Pay("b", 2, "bravo", "alfa", 120));

        Assert.Empty(plan.Deferred);
        var wire = Assert.Single(plan.Batches[0].Wires);
        Assert.Equal(("bravo", "alfa", 20L, null), (wire.Debtor, wire.Creditor, wire.AmountMinor, wire.TransactionId));
        Assert.Equal("a b", string.Join(' ', plan.Batches[0].PaymentsOf(wire, []).Select(payment => payment.TransactionId)));
    }

    [Fact]
    public void Equal_opposite_gross_payments_are_offset_over_no_wire()
    {
        var plan = Plan(SettlementMode.Gross, [], Pay("a", 1, "alfa", "bravo", 100), Pay("b", 2, "bravo", "alfa", 100));

        Assert.Equal(2, Assert.Single(plan.Batches).Payments.Count);
        Assert.Empty(plan.Batches[0].Wires);
    }

    [Fact]
    public void A_gross_payment_across_currencies_is_a_pay_in_and_a_pay_out()
    {
        var plan = Plan(
            SettlementMode.Gross, [new Liquidity("alfa", "EUR", 10_000, null)],
            new Candidate("a", 1, "alfa", "bravo", "EUR", 10_000, "USD", 0));

        Assert.Equal(
            [
                new PlannedWire("batch_t0-EUR-2026-11-23_1_r1_w1", WirePhase.PayIn, "alfa", "system", "EUR", 10_000, "a"),
                new PlannedWire("batch_t0-EUR-2026-11-23_1_r1_w2", WirePhase.PayOut, "system", "bravo", "USD", 10_163, "a"),
            ],
            plan.Batches[0].Wires);
    }

    [Fact]
    public void Opposite_flows_of_a_pair_meet_at_mid_and_the_rest_trades_at_half_the_spread()
    {
        var plan = Plan(
            SettlementMode.Net, [new Liquidity("alfa", "EUR", 10_000_000, null), new Liquidity("bravo", "USD", 10_000_000, null)],
            new Candidate("a", 1, "alfa", "bravo", "EUR", 5_000_000, "USD", 0),
                new Candidate("b", 2, "bravo", "alfa", "USD", 3_000_000, "EUR", 0));

        // 30,000.00 USD are 29,518.84 EUR (29,518.842861...); 20,481.16 EUR are 20,815.00 USD (20,815.002908).
        Assert.Equal([new FxTrade("EUR", "USD", 1.0163m, 2m, 2_951_884, 2_048_116, -2_081_500, 205, 0)], plan.Batches[0].FxTrades);
    }

    [Fact]
    public void A_payment_without_a_rate_waits()
    {
        var plan = Plan(
            SettlementMode.Net, [new Liquidity("alfa", "EUR", 10_000, null)],
                new Candidate("a", 1, "alfa", "bravo", "EUR", 10_000, "ISK", 0));

        Assert.Equal([new Deferral("a", DeferralReason.NoRate, "alfa", "EUR", 0, 0)], plan.Deferred);
    }

    [Fact]
    public void Naive_batching_pays_a_wire_for_every_payment_and_leg_and_half_the_spread_on_everything()
    {
        var plan = Plan(
            SettlementMode.Net, [new Liquidity("alfa", "EUR", 1_000_000, null), new Liquidity("bravo", "USD", 1_000_000, null)],
            Pay("a", 1, "alfa", "bravo", 100), Pay("b", 2, "alfa", "bravo", 200),
                new Candidate("c", 3, "bravo", "alfa", "USD", 500_000, "EUR", 0));

        // Three payments are four wires; 1 bp of 5,000.00 USD is 0.50. Net they are three positions; 1 bp of 4,919.81 EUR is 0.50 EUR,
        // 0.51 USD.
        Assert.Equal(new Cost(4 * 2_500, 50, 0), plan.NaiveCost);
        Assert.Equal(new Cost(3 * 2_500, 51, 0), plan.Cost);
    }

    [Fact]
    public void An_empty_problem_has_an_empty_plan_that_costs_nothing()
    {
        var plan = Plan(SettlementMode.Net, []);

        Assert.Empty(plan.Batches);
        Assert.Equal(Cost.Zero, plan.Cost);
        Assert.Equal(0, plan.LowerBoundMinor);
    }

    [Fact]
    public void Opposite_flows_of_a_busy_pair_share_a_batch()
    {
        // 10 payments among alfa and bravo, 10 of charlie to delta: in batches of 10 each pair has its own.
        var payments = Enumerable.Range(0, 20).Select(number => number % 2 == 0
            ? Pay($"p{number:00}", number, number % 4 == 0 ? "alfa" : "bravo", number % 4 == 0 ? "bravo" : "alfa", 100)
            : Pay($"p{number:00}", number, "charlie", "delta", 100)).ToArray();
        var problem = Problem(SettlementMode.Net, [new Liquidity("charlie", "EUR", 1_000, null)], payments) with { MaxBatchSize = 10 };

        var plan = Planner.Plan(problem);

        Assert.Equal([10, 10], plan.Batches.Select(batch => batch.Payments.Count));
        Assert.All(plan.Batches, batch => Assert.Single(batch.Payments.Select(payment => payment.Debtor is "charlie").Distinct()));
    }

    [Fact]
    public void A_problem_that_contradicts_itself_throws()
    {
        var twice = Problem(SettlementMode.Net, [], Pay("a", 1, "alfa", "bravo", 1), Pay("a", 2, "alfa", "bravo", 1));
        Assert.Throws<ArgumentException>(() => Planner.Plan(twice));
        Assert.Throws<ArgumentException>(() => Planner.Plan(Problem(SettlementMode.Net, [], Pay("a", 1, "alfa", "bravo", 0))));
        Assert.Throws<ArgumentException>(() => Planner.Plan(Problem(SettlementMode.Net, [], Pay("a", 1, "system", "bravo", 1))));
        var row = new Liquidity("alfa", "EUR", 1, null);
        Assert.Throws<ArgumentException>(() => Planner.Plan(Problem(SettlementMode.Net, [row, row], Pay("a", 1, "alfa", "bravo", 1))));
    }

    private static BatchPlan Plan(SettlementMode mode, Liquidity[] liquidity, params Candidate[] payments)
    {
        var problem = Problem(mode, liquidity, payments);
        var plan = Planner.Plan(problem);
        Assert.Empty(PlanChecker.Check(problem, plan));
        return plan;
    }

    private static BatchingProblem Problem(SettlementMode mode, Liquidity[] liquidity, params Candidate[] payments) =>
        new("t0-EUR-2026-11-23", mode, payments, liquidity, [], Problems.Rates, CostModel.Default);

    private static Candidate Pay(string id, long position, string debtor, string creditor, long minor) =>
        new(id, position, debtor, creditor, "EUR", minor, "EUR", minor);
}
