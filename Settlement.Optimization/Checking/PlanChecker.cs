using Settlement.Domain.Batches;

namespace Settlement.Optimization.Checking;

/// <summary>
/// Re-derives a plan from its payments and lists what is wrong with it. It shares no code with the planner, only the contracts: a fault of
/// the planner does not hide itself. An empty list means that the plan is right.
/// </summary>
public static class PlanChecker
{
    /// <summary>Checks a plan (all batches in round 1) against the problem it answers.</summary>
    /// <param name="certificateRequired">
    /// Without its certificate a plan is faulty: nothing would tell one that lost it from one that never had it. False is for whoever knows
    /// from elsewhere that a plan was stored before there were certificates.
    /// </param>
    public static IReadOnlyList<PlanFault> Check(BatchingProblem problem, BatchPlan plan, bool certificateRequired = true)
    {
        var faults = new FaultList();
        faults.AddUnless(
            plan.PlanId == problem.PlanId && plan.Mode == problem.Mode && plan.CostCurrency == problem.Costs.Currency,
            PlanFaultKind.AnotherProblem, plan.PlanId, $"problem {problem.PlanId}, {problem.Mode}, costs in {problem.Costs.Currency}");
        MembershipCheck.Run(problem, plan, faults);
        for (var number = 1; number <= plan.Batches.Count; number++)
        {
            var batch = plan.Batches[number - 1];
            var id = FormattableString.Invariant($"batch_{problem.PlanId}_{number}");
            faults.AddUnless(
                batch.BatchId == id && batch.Round == 1 && batch.Payments.Count > 0,
                PlanFaultKind.BatchMisnumbered, batch.BatchId, $"expected {id}, round 1, with payments");
            faults.AddUnless(
                batch.Payments.Count <= problem.MaxBatchSize,
                PlanFaultKind.BatchTooLarge, batch.BatchId, $"{batch.Payments.Count} payments, at most {problem.MaxBatchSize}");
            BatchCheck.Run(batch, problem.Mode, [], null, faults);
            FxCheck.AgainstRates(batch, problem.Rates, faults);
        }

        LimitCheck.Run(problem, plan, faults);
        CostCheck.Run(problem, plan, faults);
        CertificateCheck.Run(problem, plan, certificateRequired, faults);
        faults.AddUnless(
            plan.Claimed is not { } claim
                || (claim.CostBoundMinor <= plan.Cost.TotalMinor && claim.WeightBound >= (plan.Certificate?.SettledWeight ?? 0)),
            PlanFaultKind.ClaimWrong, plan.PlanId, $"{plan.Claimed} is not so: the plan is better");
        faults.AddUnless(plan.Hash == PlanHash.Of(plan), PlanFaultKind.PlanHashWrong, plan.PlanId,
            $"{plan.Hash} is not the hash of the plan");
        return faults.ByPrecedence();
    }

    /// <summary>Checks the round that <c>Planner.Replan</c> made of an earlier one.</summary>
    /// <param name="previous">The earlier round, itself checked.</param>
    /// <param name="removedTransactionIds">What was to be taken out.</param>
    /// <param name="confirmedWires">The confirmed wires of all earlier rounds.</param>
    public static IReadOnlyList<PlanFault> CheckRound(
        PlannedBatch previous, PlannedBatch next, IReadOnlyCollection<string> removedTransactionIds,
        IReadOnlyList<PlannedWire> confirmedWires, SettlementMode mode)
    {
        var faults = new FaultList();
        MembershipCheck.Run(previous, next, removedTransactionIds, faults);
        faults.AddUnless(
            next.BatchId == previous.BatchId && next.Round == previous.Round + 1,
            PlanFaultKind.BatchMisnumbered, next.BatchId, $"expected {previous.BatchId}, round {previous.Round + 1}");
        BatchCheck.Run(next, mode, confirmedWires, previous, faults);
        FxCheck.AgainstRound(next, previous, faults);
        return faults.ByPrecedence();
    }
}
