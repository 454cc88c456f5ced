using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Settlement.Domain.Batches;
using Settlement.Optimization.Checking;
using Settlement.Optimization.Exact;
using Settlement.Optimization.Exact.Cbc;
using Settlement.Optimization.Exact.CpSat;
using Settlement.Optimization.Exact.Programs;

namespace Settlement.Sagas.Drivers;

/// <summary>Improves a window's plan with an exact solver, where the options give it time and the machine has one.</summary>
public sealed partial class ExactPlanning
{
    /// <summary>CP-SAT's count runs at about the speed of seconds; a slow machine gets three times as long.</summary>
    private const double WallFactor = 3;

    private readonly PlanningOptions options;
    private readonly ILogger logger;
    private readonly ExactPlanner? planner;

    public ExactPlanning(IOptions<PlanningOptions> options, IOptions<SolverOptions> solvers, ILogger<ExactPlanning> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(solvers);
        (this.options, this.logger) = (options.Value, logger);
        if (this.options.ExactSeconds == 0)
        {
            return;
        }

        IIntegerSolver? solver = CpSatSolver.Find(solvers.Value);
        solver ??= CbcSolver.Find(solvers.Value);
        planner = solver is null ? null : new ExactPlanner(solver);
        if (planner is null)
        {
            LogNoSolver(this.options.ExactSeconds);
        }
    }

    /// <summary>The plan, or one that settles more value-weighted priority, or as much for less; checked by the independent checker.</summary>
    public BatchPlan Improve(BatchingProblem problem, BatchPlan plan, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(plan);
        if (planner is null || problem.Candidates.Count == 0)
        {
            return plan;
        }

        if (!ExactPlanner.Takes(problem))
        {
            LogTooLarge(problem.PlanId, problem.Candidates.Count);
            return plan;
        }

        var limits = new SolveLimits(options.ExactSeconds * WallFactor, options.ExactSeconds);
        ExactPlan exact;
        try
        {
            exact = planner.Plan(problem, limits, plan, cancellationToken);
        }
        catch (OverflowException overflow)
        {
            // The plan at hand is right, only not improved.
            LogOverflow(problem.PlanId, overflow);
            return plan;
        }

        var faults = PlanChecker.Check(problem, exact.Plan);
        if (faults.Count > 0)
        {
            throw new InvalidOperationException($"the exact plan {problem.PlanId} is wrong: {string.Join("; ", faults.Take(5))}");
        }

        LogImproved(problem.PlanId, exact.Solver, plan.Cost.TotalMinor, exact.Plan.Cost.TotalMinor, exact.IsOptimal);
        return exact.Plan;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message =
        "Planning:ExactSeconds is {Seconds}, but neither OR-Tools (Solver:OrToolsPath) nor COIN-OR CBC is found: the planner plans alone")]
    private partial void LogNoSolver(double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Plan {PlanId} of {Payments} payments is too large for exact solving and stays as the planner made it")]
    private partial void LogTooLarge(string planId, int payments);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sums of plan {PlanId} are too large for exact solving; it stays as the planner made it")]
    private partial void LogOverflow(string planId, Exception overflow);

    [LoggerMessage(Level = LogLevel.Information, Message = "Plan {PlanId} with {Solver}: cost {Before}, now {After}; proven optimal: {IsOptimal}")]
    private partial void LogImproved(string planId, string solver, long before, long after, bool isOptimal);
}
