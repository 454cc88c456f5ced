using Settlement.Domain.Batches;
using Settlement.Optimization.Composition;
using Settlement.Optimization.Exact.Model;
using Settlement.Optimization.Exact.Programs;
using Settlement.Optimization.Pricing;
using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Exact;

/// <summary>One search of <see cref="ExactPlanner"/>. Assignments give each payment its batch, -1 where it is deferred.</summary>
internal sealed class ExactSearch(IndexedProblem index, IIntegerSolver solver, SolveLimits limits, CancellationToken cancellationToken)
{
    private readonly WeightObjective weight = new(index);
    private readonly int needed = Math.Max(1, (index.Count + index.Problem.MaxBatchSize - 1) / index.Problem.MaxBatchSize);

    public ExactPlan Run(BatchPlan? start)
    {
        var (best, batches) = Start(start);
        var weightBound = weight.Total;
        var pool = new PaymentChoice(index, 1);
        int[] pooled = [.. index.MaySettle.Select(may => may ? 0 : -1)];
        if (!pool.Program.Holds(pool.ValuesOf(pooled)))
        {
            (pooled, weightBound) = MostWeight(pool, batches == 1 ? best : null);
        }

        best = Better(best, batches == 1 ? pooled : null, batches);
        if (batches > 1 && weight.Of(best) < weightBound)
        {
            var (found, _) = MostWeight(new PaymentChoice(index, batches), best);
            best = Better(best, found, batches);
        }

        var (cheap, costBound) = Cheapest(best, batches);
        best = Better(best, cheap, batches);
        var plan = Planner.Finish(StateOf(best, batches));
        costBound = Math.Min(costBound, plan.Cost.TotalMinor);

        var most = weightBound - weight.Of(best) + plan.Certificate!.SettledWeight;
        plan = plan with { Claimed = new SolverClaim(solver.Name, most, costBound) };
        return new ExactPlan(plan, solver.Name, weight.Of(best), weightBound, costBound);
    }

    /// <summary>Where to start: the plan given, else nothing, filled up by what fits.</summary>
    private (int[] Assignment, int Batches) Start(BatchPlan? start)
    {
        var assignment = Nothing();
        if (start is null)
        {
            return (Completed(assignment, needed), needed);
        }

        var batchOf = start.Batches.SelectMany((batch, number) => batch.Payments.Select(payment => (payment.TransactionId, number)))
            .ToDictionary(row => row.TransactionId, row => row.number, StringComparer.Ordinal);
        for (var payment = 0; payment < index.Count; payment++)
        {
            assignment[payment] = batchOf.GetValueOrDefault(index.Payments[payment].TransactionId, -1);
        }

        return (assignment, Math.Max(needed, start.Batches.Count));
    }

    private (int[] Assignment, Int128 Bound) MostWeight(PaymentChoice choice, int[]? hint)
    {
        weight.Maximise(choice);
        var answer = Solve(choice, hint);
        return (answer.Values is null ? hint ?? Nothing() : choice.AssignmentOf(answer.Values), weight.BoundFrom(answer.Bound));
    }

    /// <summary>The cheapest that settles as much; the bound is the pool's where there is more than one batch.</summary>
    private (int[]? Assignment, long Bound) Cheapest(int[] best, int batches)
    {
        var pool = new PaymentChoice(index, 1);
        int[] pooled = [.. best.Select(batch => Math.Min(batch, 0))];
        var (cheap, bound) = SettlesAll(best)
            ? (pooled, CostOf(pooled, 1))
            : Cheapest(pool, pooled);
        if (batches == 1)
        {
            return (cheap, bound);
        }

        var (found, _) = Cheapest(new PaymentChoice(index, batches), best);
        return (found, bound);
    }

    private (int[]? Assignment, long Bound) Cheapest(PaymentChoice choice, int[] hint)
    {
        weight.DemandAtLeast(choice, hint);
        var cost = new CostObjective(index, choice);
        var answer = Solve(choice, hint);
        return (answer.Values is null ? null : choice.AssignmentOf(answer.Values), cost.BoundFrom(answer.Bound));
    }

    private SolverAnswer Solve(PaymentChoice choice, int[]? hint) =>
        solver.Solve(choice.Program, limits, hint is null ? null : choice.ValuesOf(hint), cancellationToken);

    private int[] Nothing()
    {
        var assignment = new int[index.Count];
        Array.Fill(assignment, -1);
        return assignment;
    }

    private bool SettlesAll(int[] assignment)
    {
        for (var payment = 0; payment < assignment.Length; payment++)
        {
            if (index.MaySettle[payment] && assignment[payment] < 0)
            {
                return false;
            }
        }

        return true;
    }

    private int[] Better(int[] best, int[]? other, int batches)
    {
        if (other is null)
        {
            return best;
        }

        var completed = Completed(other, batches);
        var order = weight.Of(completed).CompareTo(weight.Of(best));
        return order > 0 || (order == 0 && CostOf(completed, batches) < CostOf(best, batches)) ? completed : best;
    }

    private long CostOf(int[] assignment, int batches)
    {
        var problem = index.Problem;
        var cost = BatchComposer.Compose(StateOf(assignment, batches)).Sum(batch => Price.Of(batch, problem.Costs, problem.Rates).TotalMinor);
        for (var payment = 0; payment < assignment.Length; payment++)
        {
            cost += assignment[payment] < 0 ? Price.Deferral(index.Value[payment], problem.Costs) : 0;
        }

        return cost;
    }

    /// <summary>With everything that still fits: a search that was cut short may have left it out.</summary>
    private int[] Completed(int[] assignment, int batches)
    {
        var state = StateOf(assignment, batches);
        var heaviestFirst = Enumerable.Range(0, index.Count).OrderByDescending(payment => index.Weight[payment]).ThenBy(payment => payment).ToArray();
        Refill.Run(state, heaviestFirst, home: null);
        int[] completed = [.. Enumerable.Range(0, index.Count).Select(state.BatchOf)];

        // A batch more than there may be is opened only where none of the others has room.
        return completed.Any(batch => batch >= batches) ? assignment : completed;
    }

    private PlanState StateOf(int[] assignment, int batches)
    {
        var state = new PlanState(index);
        for (var batch = 0; batch < batches; batch++)
        {
            state.OpenBatch();
        }

        for (var payment = 0; payment < assignment.Length; payment++)
        {
            if (assignment[payment] >= 0)
            {
                state.Add(payment, assignment[payment]);
            }
        }

        return state;
    }
}
