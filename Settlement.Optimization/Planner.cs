using Settlement.Domain.Batches;
using Settlement.Optimization.Bounds;
using Settlement.Optimization.Composition;
using Settlement.Optimization.Pricing;
using Settlement.Optimization.Selection;

namespace Settlement.Optimization;

/// <summary>
/// Plans settlement: pure functions, no clock and no I/O, equal inputs give equal plans (and hashes) whatever the order of the input's
/// lists. All money is integer minor units; overflow throws.
/// </summary>
public static class Planner
{
    /// <summary>Which payments settle in which batch over which wires, and which wait and why.</summary>
    /// <param name="budget">How much to try; null is <see cref="PlanBudget.Default"/>.</param>
    /// <exception cref="ArgumentException">The problem contradicts itself: an id or a limit stands twice, or an amount is not
    /// positive.</exception>
    public static BatchPlan Plan(BatchingProblem problem, PlanBudget? budget = null)
    {
        budget ??= PlanBudget.Default;
        var index = new IndexedProblem(problem);
        var (state, relaxation) = problem.Mode == SettlementMode.Gross
            ? (GrossSelection.Choose(index), null)
            : NetSelection.Choose(index, budget);
        return Finish(state, relaxation, budget);
    }

    /// <summary>The plan of a selection that keeps every limit and leaves nothing out that fits.</summary>
    /// <param name="relaxation">What the selection was taken from, where it was: spares the certificate solving it again.</param>
    internal static BatchPlan Finish(PlanState state, Relaxation? relaxation = null, PlanBudget? budget = null)
    {
        budget ??= PlanBudget.Default;
        var index = state.Index;
        var problem = index.Problem;
        var batches = BatchComposer.Compose(state);
        var deferred = new List<Deferral>();
        var cost = Cost.Zero;
        var binding = new BindingLimit(state);
        for (var i = 0; i < index.Count; i++)
        {
            if (state.BatchOf(i) < 0)
            {
                deferred.Add(binding.Of(i));
                cost += new Cost(0, 0, Price.Deferral(index.Value[i], problem.Costs));
            }
        }

        foreach (var batch in batches)
        {
            cost += Price.Of(batch, problem.Costs, problem.Rates);
        }

        var (certificate, bound) = Certifier.Certify(index, payment => state.BatchOf(payment) >= 0, relaxation, budget);
        var naive = NaiveBatching.CostOf(index);
        var plan = new BatchPlan(
            problem.PlanId, problem.Mode, batches, deferred, cost, naive, bound, problem.Costs.Currency, "", certificate,
            SavingsOf.Plan(problem, batches, cost, naive));
        return plan with { Hash = PlanHash.Of(plan) };
    }

    /// <summary>
    /// The next round of a batch, without some of its payments. Its wires are the difference between the remaining payments' positions and
    /// what <paramref name="confirmedWires"/> have moved: pay-ins of what is still owed, pay-outs of what is still due, and refunds.
    /// Nothing may be left but refunds. What the first round converted stays converted: mid and spread come from the earlier round.
    /// </summary>
    /// <param name="removedTransactionIds">Payments to take out; ids that are not in the batch (any more) change nothing.</param>
    /// <param name="confirmedWires">The confirmed wires of all earlier rounds.</param>
    /// <param name="mode">The mode of the batch's plan.</param>
    public static PlannedBatch Replan(
        PlannedBatch batch, IReadOnlyCollection<string> removedTransactionIds,
        IReadOnlyList<PlannedWire> confirmedWires, SettlementMode mode)
    {
        var removed = removedTransactionIds.ToHashSet(StringComparer.Ordinal);
        var ownWire = batch.Wires.Concat(confirmedWires).Where(wire => wire.TransactionId is not null)
            .Select(wire => wire.TransactionId!).ToHashSet(StringComparer.Ordinal);
        Candidate[] remaining = [.. batch.Payments.Where(payment => !removed.Contains(payment.TransactionId))];
        var offset = remaining.Select(payment => payment.TransactionId).Where(id => !ownWire.Contains(id))
            .ToHashSet(StringComparer.Ordinal);
        return BatchComposer.Compose(
            batch.BatchId, batch.Round + 1, remaining, mode, offset, new FxMarket(batch.FxTrades), confirmedWires);
    }
}
