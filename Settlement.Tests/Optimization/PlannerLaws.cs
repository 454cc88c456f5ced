using Settlement.Domain.Batches;
using Settlement.Optimization;
using Settlement.Optimization.Checking;
using Xunit;

namespace Settlement.Tests.Optimization;

/// <summary>Laws of every plan.</summary>
public sealed class PlannerLaws
{
    [Theory]
    [InlineData(SettlementMode.Net)]
    [InlineData(SettlementMode.Gross)]
    public void The_checker_finds_no_fault(SettlementMode mode) => Laws.Hold(
        Problems.Of(mode),
        problem =>
        {
            var faults = PlanChecker.Check(problem, Planner.Plan(problem));
            Assert.True(faults.Count == 0, string.Join('\n', faults));
            return true;
        },
        cases: 600);

    [Fact]
    public void The_order_of_the_input_does_not_matter() => Laws.Hold(
        Problems.OfEither(),
        problem =>
        {
            var shuffled = problem with
            {
                Candidates = [.. problem.Candidates.Reverse()],
                Liquidity = [.. problem.Liquidity.Reverse()],
                BilateralLimits = [.. problem.BilateralLimits.Reverse()],
            };
            return Planner.Plan(problem).Hash == Planner.Plan(shuffled).Hash;
        });

    [Fact]
    public void In_each_currency_positions_residuals_and_rounding_sum_to_zero() => Laws.Hold(
        Problems.OfEither(),
        problem => Planner.Plan(problem).Batches.All(batch => Currencies(batch).All(currency =>
            batch.Positions.Where(position => position.Currency == currency).Sum(position => position.NetMinor)
            + batch.FxTrades.Where(trade => trade.Base == currency).Sum(trade => trade.ResidualBaseMinor)
            + batch.FxTrades.Where(trade => trade.Quote == currency)
                .Sum(trade => trade.ResidualQuoteMinor + trade.RoundingQuoteMinor) == 0)));

    [Fact]
    public void Rounding_is_less_than_one_minor_unit_a_payment_and_one() => Laws.Hold(
        Problems.OfEither(),
        problem => Planner.Plan(problem).Batches.All(batch => batch.FxTrades.All(trade =>
            // A payment into base is off by half a minor unit of base: up to 139 of quote at these rates (KWD to JPY: 45 of 1,000 fils).
            Math.Abs(trade.RoundingQuoteMinor) <= (batch.Payments.Count + 1) * 160)));

    [Fact]
    public void With_plenty_of_liquidity_only_payments_without_a_rate_wait() => Laws.Hold(
        Problems.OfEither(),
        problem => Planner.Plan(problem.Lifted()).Deferred.All(deferral => deferral.Reason == DeferralReason.NoRate));

    [Fact]
    public void The_bound_is_at_most_the_cost() => Laws.Hold(
        Problems.OfEither(),
        problem => Planner.Plan(problem) is var plan && plan.LowerBoundMinor <= plan.Cost.TotalMinor && plan.LowerBoundMinor >= 0);

    [Fact]
    public void A_gross_payment_settles_on_its_own_wires_at_its_own_amount() => Laws.Hold(
        Problems.Of(SettlementMode.Gross),
        problem => Planner.Plan(problem).Batches.All(batch => batch.Wires.Where(wire => wire.TransactionId is not null).All(wire =>
            batch.PaymentsOf(wire, []) is [var payment]
            && wire.AmountMinor == (wire.Debtor == PlannedWire.SystemParty ? payment.DestinationMinor : payment.SourceMinor))));

    [Fact]
    public void The_payments_of_a_net_wire_sum_to_it() => Laws.Hold(
        Problems.Of(SettlementMode.Net),
        problem => Planner.Plan(problem).Batches.All(batch => batch.Wires.All(wire =>
        {
            var participant = wire.Phase == WirePhase.PayIn ? wire.Debtor : wire.Creditor;
            var payments = batch.PaymentsOf(wire, []);
            var net = payments.Where(payment => payment.Creditor == participant && payment.DestinationCurrency == wire.Currency)
                .Sum(payment => payment.DestinationMinor)
                - payments.Where(payment => payment.Debtor == participant && payment.SourceCurrency == wire.Currency)
                    .Sum(payment => payment.SourceMinor);
            return net == (wire.Phase == WirePhase.PayIn ? -wire.AmountMinor : wire.AmountMinor);
        })));

    private static IEnumerable<string> Currencies(PlannedBatch batch) =>
        batch.Positions.Select(position => position.Currency)
            .Concat(batch.FxTrades.SelectMany(trade => new[] { trade.Base, trade.Quote }))
            .Distinct(StringComparer.Ordinal);
}
