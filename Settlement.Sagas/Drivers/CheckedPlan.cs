using Settlement.Domain.Batches;
using Settlement.Optimization;
using Settlement.Optimization.Checking;

namespace Settlement.Sagas.Drivers;

/// <summary>A plan that the independent checker has accepted; a wrong one is never stored, so nobody is asked to vote on it.</summary>
public static class CheckedPlan
{
    /// <exception cref="InvalidOperationException">The checker refuses the plan: a bug in the planner.</exception>
    public static BatchPlan Of(BatchingProblem problem)
    {
        var plan = Planner.Plan(problem);
        var faults = PlanChecker.Check(problem, plan);
        return faults.Count == 0
            ? plan
            : throw new InvalidOperationException($"the plan {problem.PlanId} is wrong: {string.Join("; ", faults.Take(5))}");
    }
}
