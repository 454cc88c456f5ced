using Settlement.Domain.Batches;
using Settlement.Domain.Fx;

namespace Settlement.Tests.Optimization;

/// <summary>Feasibility and cost of a choice, written as plainly as the rules read; slow, for tiny instances.</summary>
internal static class Exhaustive
{
    public static Candidate Converted(BatchingProblem problem, Candidate payment) => payment with
    {
        DestinationMinor = problem.Rates.Convert(payment.SourceMinor, payment.SourceCurrency, payment.DestinationCurrency) ?? 0,
    };

    public static long Value(BatchingProblem problem, Candidate payment) =>
        problem.Rates.Convert(payment.SourceMinor, payment.SourceCurrency, problem.Costs.Currency) ?? 0;

    public static long Waiting(BatchingProblem problem, Candidate payment) =>
        (long)Math.Ceiling(Value(problem, payment) * problem.Costs.DeferralBasisPointsPerDay / 10_000m);

    public static bool Fits(BatchingProblem problem, List<Candidate>[] batches)
    {
        foreach (var row in problem.Liquidity)
        {
            var spent = batches.Sum(batch => Math.Max(0, -Net(batch, row.Participant, row.Currency)));
            if (spent > Math.Max(0, Math.Min(row.BalanceMinor, row.NetDebitCapMinor ?? long.MaxValue)))
            {
                return false;
            }
        }

        return FlowsFit(problem, batches);
    }

    public static bool FitsGross(BatchingProblem problem, List<Candidate> direct, List<Candidate> offset)
    {
        foreach (var row in problem.Liquidity)
        {
            var spent = direct.Where(payment => payment.Debtor == row.Participant && payment.SourceCurrency == row.Currency
                && !IsOnUs(payment)).Sum(payment => payment.SourceMinor)
                + Pairs(offset).Sum(pair => Math.Max(0, pair.Currency == row.Currency ? pair.From(row.Participant) : 0));
            if (spent > Math.Max(0, Math.Min(row.BalanceMinor, row.NetDebitCapMinor ?? long.MaxValue)))
            {
                return false;
            }
        }

        return FlowsFit(problem, [[.. direct, .. offset]]);
    }

    /// <summary>In gross mode and one batch: every limit is kept, and offset groups have both directions.</summary>
    public static bool IsFeasibleGross(BatchingProblem problem, List<Candidate> direct, List<Candidate> offset) =>
        offset.TrueForAll(payment => !payment.IsCrossCurrency && offset.Exists(other =>
            other.Debtor == payment.Creditor && other.Creditor == payment.Debtor && other.SourceCurrency == payment.SourceCurrency))
        && FitsGross(problem, direct, offset);

    public static long Cost(BatchingProblem problem, List<Candidate>[] batches, List<Candidate> deferred) =>
        batches.Sum(batch => (Cells(batch).Count(cell => Net(batch, cell.Participant, cell.Currency) != 0) * problem.Costs.WireFeeMinor)
            + Spread(problem, batch))
        + deferred.Sum(payment => Waiting(problem, payment));

    public static long CostGross(BatchingProblem problem, List<Candidate> direct, List<Candidate> offset, List<Candidate> deferred) =>
        ((direct.Sum(payment => payment.IsCrossCurrency ? 2 : IsOnUs(payment) ? 0 : 1)
            + Pairs(offset).Count(pair => pair.Net != 0)) * problem.Costs.WireFeeMinor)
        + Spread(problem, direct) + deferred.Sum(payment => Waiting(problem, payment));

    private static bool FlowsFit(BatchingProblem problem, List<Candidate>[] batches) => problem.BilateralLimits.All(limit =>
        limit.Debtor == limit.Creditor
        || batches.Sum(batch => Math.Max(0, Flow(batch, limit.Debtor, limit.Creditor, limit.Currency) - Flow(batch, limit.Creditor,
            limit.Debtor, limit.Currency)))
            <= Math.Max(0, limit.LimitMinor));

    private static long Flow(List<Candidate> batch, string debtor, string creditor, string currency) =>
        batch.Where(payment => payment.Debtor == debtor && payment.Creditor == creditor && payment.SourceCurrency == currency)
            .Sum(payment => payment.SourceMinor);

    private static long Net(List<Candidate> batch, string participant, string currency) =>
        batch.Where(payment => payment.Creditor == participant && payment.DestinationCurrency == currency)
            .Sum(payment => payment.DestinationMinor)
        - batch.Where(payment => payment.Debtor == participant && payment.SourceCurrency == currency).Sum(payment => payment.SourceMinor);

    private static IEnumerable<(string Participant, string Currency)> Cells(List<Candidate> batch) =>
        batch.SelectMany(payment => new[] { (payment.Debtor, payment.SourceCurrency), (payment.Creditor, payment.DestinationCurrency) })
            .Distinct();

    private static bool IsOnUs(Candidate payment) => payment.Debtor == payment.Creditor && !payment.IsCrossCurrency;

    private static IEnumerable<(string Currency, long Net, Func<string, long> From)> Pairs(List<Candidate> offset) =>
        from payment in offset
        where payment.Debtor != payment.Creditor
        let low = string.CompareOrdinal(payment.Debtor, payment.Creditor) < 0
        group low ? payment.SourceMinor : -payment.SourceMinor
            by (payment.SourceCurrency, Low: low ? payment.Debtor : payment.Creditor, High: low ? payment.Creditor
                : payment.Debtor) into pair
        let net = pair.Sum()
        select (pair.Key.SourceCurrency, net, (Func<string, long>)(participant =>
            participant == pair.Key.Low ? net : participant == pair.Key.High ? -net : 0));

    private static long Spread(BatchingProblem problem, List<Candidate> batch) => (
        from payment in batch
        where payment.IsCrossCurrency
        let sells = string.CompareOrdinal(payment.SourceCurrency, payment.DestinationCurrency) < 0
        group sells ? payment.SourceMinor : -payment.DestinationMinor
            by (Base: sells ? payment.SourceCurrency : payment.DestinationCurrency, Quote: sells ? payment.DestinationCurrency
                : payment.SourceCurrency) into pair
        let half = (long)Math.Ceiling(Math.Abs(pair
            .Sum()) * problem.Rates.SpreadBasisPoints(pair.Key.Base, pair.Key.Quote)!.Value / 20_000m)
        select problem.Rates.Convert(half, pair.Key.Base, problem.Costs.Currency, ConversionRounding.AwayFromZero) ?? 0).Sum();
}
