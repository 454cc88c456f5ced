using Settlement.Domain.Batches;
using Settlement.Optimization.Exact.Programs;
using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Exact;

/// <summary>
/// Plans a netted window with an exact solver: slower than <see cref="Planner"/>, for closures that can wait seconds, and the yardstick that
/// the planner is measured with. The same limits with a deterministic one give the same plan.
/// </summary>
public sealed class ExactPlanner(IIntegerSolver solver)
{
    /// <summary>At most so many solves share the limits: two objectives, each for the pool and for the batches.</summary>
    private const int MaxSolves = 4;

    public string Solver => solver.Name;

    /// <param name="start">A plan of the same problem to start from and to fall back to; null starts from nothing.</param>
    /// <exception cref="ArgumentException">The problem is not a netted one, or contradicts itself.</exception>
    public ExactPlan Plan(BatchingProblem problem, SolveLimits limits, BatchPlan? start, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(limits);
        if (problem.Mode != SettlementMode.Net)
        {
            throw new ArgumentException("only netted problems are solved exactly", nameof(problem));
        }

        var search = new ExactSearch(new IndexedProblem(problem), solver, Share(problem, limits), cancellationToken);
        return search.Run(start);
    }

    private static SolveLimits Share(BatchingProblem problem, SolveLimits limits)
    {
        var solves = problem.Candidates.Count <= problem.MaxBatchSize ? MaxSolves / 2 : MaxSolves;
        return limits with { WallSeconds = limits.WallSeconds / solves, DeterministicSeconds = limits.DeterministicSeconds / solves };
    }
}
