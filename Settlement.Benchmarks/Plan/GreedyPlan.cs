using Settlement.Domain.Batches;
using Settlement.Optimization.Pricing;

namespace Settlement.Benchmarks.Plan;

/// <summary>
/// What a good first program does: heaviest payment first, each settles if all that was taken before, credits included, still lets its debtor
/// pay; then one net wire a participant and currency, and each pair's flows met at mid, in one batch of any size.
/// </summary>
internal static class GreedyPlan
{
    public static long CostOf(BatchingProblem problem)
    {
        var net = new Dictionary<(string, string), long>();
        var held = problem.Liquidity.ToDictionary(row => (row.Participant, row.Currency), row => row.BalanceMinor);
        var residuals = new Dictionary<(string Base, string Quote), long>();
        var deferral = 0L;
        var order = problem.Candidates
            .Select(payment => (Payment: payment, Worth: AssignmentModel.Worth(problem, payment)))
            .OrderByDescending(row => row.Worth * (1 + row.Payment.Priority)).ThenBy(row => row.Payment.Position);
        foreach (var (payment, worth) in order)
        {
            var debit = (payment.Debtor, payment.SourceCurrency);
            if (net.GetValueOrDefault(debit) - payment.SourceMinor < -held.GetValueOrDefault(debit))
            {
                deferral += Price.Deferral(worth, problem.Costs);
                continue;
            }

            net[debit] = net.GetValueOrDefault(debit) - payment.SourceMinor;
            var credit = (payment.Creditor, payment.DestinationCurrency);
            net[credit] = net.GetValueOrDefault(credit) + payment.DestinationMinor;
            if (payment.IsCrossCurrency)
            {
                var sells = string.CompareOrdinal(payment.SourceCurrency, payment.DestinationCurrency) < 0;
                var pair = sells ? (payment.SourceCurrency, payment.DestinationCurrency) : (payment.DestinationCurrency, payment.SourceCurrency);
                residuals[pair] = residuals.GetValueOrDefault(pair) + (sells ? payment.SourceMinor : -payment.DestinationMinor);
            }
        }

        var spread = residuals.Sum(pair => Price.InCostCurrency(
            Price.HalfSpread(Math.Abs(pair.Value), problem.Rates.SpreadBasisPoints(pair.Key.Base, pair.Key.Quote) ?? 0),
            pair.Key.Base, problem.Costs, problem.Rates));
        return (net.Values.Count(minor => minor != 0) * problem.Costs.WireFeeMinor) + spread + deferral;
    }
}
