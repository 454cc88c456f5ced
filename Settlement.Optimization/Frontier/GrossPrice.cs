using Settlement.Domain.Batches;
using Settlement.Optimization.Pricing;

namespace Settlement.Optimization.Frontier;

/// <summary>One wire a payment and leg, and half the spread on the whole amount of a cross-currency payment.</summary>
internal static class GrossPrice
{
    public static SettledRound Of(PaymentDay day, IReadOnlyList<Candidate> settled) => new(
        settled,
        NaiveBatching.CostOf(new PlannedBatch("", 1, settled, [], [], [], ""), day.Costs, day.Rates),
        settled.Sum(payment => payment.IsCrossCurrency ? 2 : payment.Debtor == payment.Creditor ? 0 : 1));
}
