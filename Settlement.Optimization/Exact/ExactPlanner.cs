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
    /// <summary>Choices of a model at most, payments times batches: some hundred bytes each in the solver, and beyond it nothing is found in
    /// seconds.</summary>
    public const int MaxChoices = 50_000;

    /// <summary>At most so many solves share the limits: two objectives, each for the pool and for the batches.</summary>
    private const int MaxSolves = 4;

    public string Solver => solver.Name;

    /// <summary>Whether the problem is a netted one of a size that can be solved.</summary>
    public static bool Takes(BatchingProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        long payments = problem.Candidates.Count;
        var batches = (payments + problem.MaxBatchSize - 1) / problem.MaxBatchSize;
        return problem.Mode == SettlementMode.Net && payments * Math.Max(1, batches) <= MaxChoices;
    }

    /// <param name="start">A plan of the same problem to start from and to fall back to; null starts from nothing.</param>
    /// <exception cref="ArgumentException">The problem is not one that <see cref="Takes"/> takes, or contradicts itself.</exception>
    /// <exception cref="OverflowException">Its sums do not fit 62 bits.</exception>
    public ExactPlan Plan(BatchingProblem problem, SolveLimits limits, BatchPlan? start, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(limits);
        if (!Takes(problem))
        {
            throw new ArgumentException($"only netted problems of at most {MaxChoices} choices are solved exactly", nameof(problem));
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
