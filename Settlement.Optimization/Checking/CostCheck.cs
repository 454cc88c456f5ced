using Settlement.Domain.Batches;
using Settlement.Domain.Fx;

namespace Settlement.Optimization.Checking;

/// <summary>Prices the plan and the naive plan again.</summary>
internal static class CostCheck
{
    public static void Run(BatchingProblem problem, BatchPlan plan, FaultList faults)
    {
        var deferred = plan.Deferred.Select(deferral => deferral.TransactionId).ToHashSet(StringComparer.Ordinal);
        var wires = plan.Batches.SelectMany(batch => batch.Wires).ToList();
        var cost = new Cost(
            wires.Sum(wire => problem.Costs.WireFeeIn(wire.Currency)),
            plan.Batches.SelectMany(batch => batch.FxTrades).Sum(trade => InCosts(problem, trade.SpreadCostBaseMinor, trade.Base)),
            problem.Candidates.Where(candidate => deferred.Contains(candidate.TransactionId))
                .Sum(candidate => Waiting(problem, candidate)),
            wires.Where(wire => wire.Debtor != PlannedWire.SystemParty).Sum(wire => Funds(problem, wire.AmountMinor, wire.Currency)));
        faults.AddUnless(plan.Cost == cost, PlanFaultKind.CostWrong, plan.PlanId, $"{plan.Cost}, priced again {cost}");
        var naive = Naive(problem);
        faults.AddUnless(plan.NaiveCost == naive, PlanFaultKind.NaiveCostWrong, plan.PlanId, $"{plan.NaiveCost}, priced again {naive}");
        faults.AddUnless(
            plan.Savings is null || plan.Savings.TotalMinor == naive.TotalMinor - cost.TotalMinor, PlanFaultKind.SavingsWrong, plan.PlanId,
            $"{plan.Savings} is not {naive.TotalMinor} less {cost.TotalMinor}");
        faults.AddUnless(
            plan.LowerBoundMinor >= 0 && plan.LowerBoundMinor <= plan.Cost.TotalMinor,
            PlanFaultKind.BoundWrong, plan.PlanId, $"{plan.LowerBoundMinor} for a cost of {plan.Cost.TotalMinor}");
    }

    /// <summary>Half the spread, rounded up.</summary>
    public static long HalfSpread(long minor, decimal basisPoints) => decimal.ToInt64(Math.Ceiling(minor * basisPoints / (2 * 10_000m)));

    private static Cost Naive(BatchingProblem problem)
    {
        var spent = new Sums();
        var flown = new Dictionary<(string, string, string), long>();
        var liquidity = problem.Liquidity.ToDictionary(row => (row.Participant, row.Currency));
        var bilateral = problem.BilateralLimits.ToDictionary(
            limit => (limit.Debtor, limit.Creditor, limit.Currency), limit => limit.LimitMinor);
        var cost = Cost.Zero;
        var arrival = problem.Candidates.OrderBy(candidate => candidate.Position)
            .ThenBy(candidate => candidate.TransactionId, StringComparer.Ordinal);
        foreach (var payment in arrival)
        {
            var onUs = payment.Debtor == payment.Creditor && !payment.IsCrossCurrency;
            var minor = onUs ? 0 : payment.SourceMinor;
            var row = liquidity.GetValueOrDefault((payment.Debtor, payment.SourceCurrency));
            var available = Math.Max(0, Math.Min(row?.BalanceMinor ?? 0, row?.NetDebitCapMinor ?? long.MaxValue));
            var way = (payment.Debtor, payment.Creditor, payment.SourceCurrency);
            var passes = payment.Debtor != payment.Creditor && bilateral.TryGetValue(way, out var limit)
                && flown.GetValueOrDefault(way) + minor > Math.Max(0, limit);
            var unpriced = payment.IsCrossCurrency
                && problem.Rates.Convert(payment.SourceMinor, payment.SourceCurrency, payment.DestinationCurrency) is null or 0;
            if (unpriced || passes || spent.Of(payment.Debtor, payment.SourceCurrency) + minor > available)
            {
                cost += new Cost(0, 0, Waiting(problem, payment));
                continue;
            }

            spent.Add(payment.Debtor, payment.SourceCurrency, minor);
            flown[way] = flown.GetValueOrDefault(way) + minor;
            var fees = (onUs ? 0 : problem.Costs.WireFeeIn(payment.SourceCurrency))
                + (payment.IsCrossCurrency ? problem.Costs.WireFeeIn(payment.DestinationCurrency) : 0);
            cost += new Cost(
                fees, payment.IsCrossCurrency ? Spread(problem, payment) : 0, 0, onUs ? 0 : Funds(problem, minor, payment.SourceCurrency));
        }

        return cost;
    }

    private static long Spread(BatchingProblem problem, Candidate payment)
    {
        var points = problem.Rates.SpreadBasisPoints(payment.SourceCurrency, payment.DestinationCurrency) ?? 0;
        return InCosts(problem, HalfSpread(payment.SourceMinor, points), payment.SourceCurrency);
    }

    private static long Funds(BatchingProblem problem, long minor, string currency) => decimal.ToInt64(
        Math.Ceiling(InCosts(problem, minor, currency) * problem.Costs.LiquidityBasisPointsPerDay / 10_000m));

    private static long InCosts(BatchingProblem problem, long minor, string currency) =>
        problem.Rates.Convert(minor, currency, problem.Costs.Currency, ConversionRounding.AwayFromZero) ?? 0;

    private static long Waiting(BatchingProblem problem, Candidate candidate)
    {
        var worth = problem.Rates.Convert(candidate.SourceMinor, candidate.SourceCurrency, problem.Costs.Currency) ?? 0;
        return decimal.ToInt64(Math.Ceiling(worth * problem.Costs.DeferralBasisPointsPerDay / 10_000m));
    }
}
