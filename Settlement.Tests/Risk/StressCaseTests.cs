using Settlement.Domain.Batches;
using Settlement.Engine.Risk;
using Settlement.Engine.Risk.Stress;
using Xunit;

namespace Settlement.Tests.Risk;

public sealed class StressCaseTests
{
    [Fact]
    public void When_the_largest_debtor_fails_its_payments_leave_and_who_counted_on_its_money_waits()
    {
        // b can pay c only with what a pays it; d pays c from its own funds.
        var stress = Case(
            [("a", "EUR", 40_00), ("d", "EUR", 10_00)],
            Payment(1, "a", "b", "EUR", 40_00, inBatch: true), Payment(2, "b", "c", "EUR", 40_00), Payment(3, "d", "c", "EUR", 10_00));

        var result = stress.Run(new StressScenario.DebtorFails(null))!;

        Assert.Equal(new StressScenario.DebtorFails("a"), result.Scenario);
        Assert.Equal(["t1"], result.Reversed.TransactionIds);
        Assert.Equal(["t2"], result.KnockOn.TransactionIds);
        Assert.Equal(["t3"], result.Settles.TransactionIds);
        Assert.Equal(new StressEffect("b", "EUR", 40_00, 0), Assert.Single(result.Effects));
        Assert.Equal(0, result.LossValue);
    }

    [Fact]
    public void What_a_failed_debtors_balance_does_not_cover_is_lost_in_proportion_to_the_minor_unit()
    {
        var stress = Case([("a", "EUR", 1_00)], Payment(1, "a", "b", "EUR", 2_00), Payment(2, "a", "c", "EUR", 1_00), Payment(3, "a", "d", "EUR", 1_01));

        var result = stress.Run(new StressScenario.DebtorFails("a"))!;

        Assert.Equal(3_01, result.Effects.Sum(effect => effect.LossMinor));
        Assert.Equal(4_01, result.Effects.Sum(effect => effect.MissingMinor));
        Assert.Equal(331, result.LossValue, 1.0);
        Assert.Equal(3, result.Stopped.Payments);
    }

    [Fact]
    public void When_a_currency_closes_both_legs_of_its_payments_stop_and_the_rest_settles()
    {
        var stress = Case(
            [("a", "EUR", 100_00), ("b", "GBP", 100_00)],
            Payment(1, "a", "b", "EUR", 10_00, "GBP"), Payment(2, "b", "a", "GBP", 5_00, inBatch: true), Payment(3, "a", "c", "EUR", 7_00));

        var result = stress.Run(new StressScenario.CurrencyCloses("GBP"))!;

        Assert.Equal(["t2"], result.Reversed.TransactionIds);
        Assert.Equal(["t1"], result.Stopped.TransactionIds);
        Assert.Equal(["t3"], result.Settles.TransactionIds);
        Assert.Equal(0, result.LossValue);

        // a was to get 5.00 GBP, b 8.00 GBP for a's 10.00 EUR less these.
        Assert.Equal([new StressEffect("a", "GBP", 5_00, 0), new StressEffect("b", "GBP", 3_00, 0)], result.Effects);
    }

    [Fact]
    public void Who_was_to_receive_another_currency_for_the_closed_one_misses_it()
    {
        var stress = Case([("a", "EUR", 100_00)], Payment(1, "a", "b", "EUR", 10_00, "GBP"), Payment(2, "b", "a", "GBP", 5_00), Payment(3, "c", "a", "EUR", 2_00));

        var result = stress.Run(new StressScenario.CurrencyCloses("EUR"))!;

        // The payment within pounds goes on: it is no reason why b should miss less of them.
        Assert.Equal([new StressEffect("b", "GBP", 8_00, 0)], result.Effects);
    }

    [Fact]
    public void When_a_currency_falls_receivers_of_payments_without_a_fixed_rate_get_less()
    {
        var stress = Case([("a", "EUR", 100_00)], Payment(1, "a", "b", "EUR", 100_00, "USD"));

        var result = stress.Run(new StressScenario.RatesMove("EUR", -1_000))!;

        // 110.00 USD at 1.10, 99.00 at 0.99.
        Assert.Equal(new StressEffect("b", "USD", 11_00, 11_00), Assert.Single(result.Effects));
        Assert.Equal(11_00, result.LossValue);
        Assert.Equal(["t1"], result.Settles.TransactionIds);
    }

    [Fact]
    public void With_nothing_unsettled_there_is_no_largest_debtor()
    {
        Assert.Null(Case([("a", "EUR", 1)]).Run(new StressScenario.DebtorFails(null)));
        Assert.Equal(0, Case([("a", "EUR", 1)]).Run(new StressScenario.DebtorFails("a"))!.LossValue);
    }

    private static StressCase Case(IEnumerable<(string, string, long)> balances, params StressPayment[] payments) => new(
        RiskBooks.Book(balances, [.. payments.Select(Flow)]), payments, 0, "USD");

    private static RiskFlow Flow(StressPayment payment)
    {
        var candidate = payment.Candidate;
        var isOpen = candidate.IsCrossCurrency;
        return new RiskFlow(
            payment.InBatch ? FlowStage.InFlight : FlowStage.Windows, candidate.Debtor, candidate.Creditor, candidate.SourceCurrency, candidate.DestinationCurrency,
            1, candidate.SourceMinor, isOpen ? 0 : candidate.SourceMinor, isOpen ? candidate.SourceMinor : 0);
    }

    private static StressPayment Payment(int number, string debtor, string creditor, string currency, long minor, string? destination = null, bool inBatch = false) =>
        new(new Candidate($"t{number}", number, debtor, creditor, currency, minor, destination ?? currency, destination is null ? minor : 0), inBatch);
}
