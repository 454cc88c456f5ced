using Settlement.Domain.Batches;

namespace Settlement.Optimization.Exact;

/// <summary>What an exact solver made of a problem, and what it proves. Two objectives, one after the other: the most value-weighted priority
/// settles; among such plans the cheapest.</summary>
/// <param name="Plan">Never worse than the plan that was started from.</param>
/// <param name="SettledWeight">As a plan's certificate counts it: value, at least 1, times (1 + priority + times deferred).</param>
/// <param name="WeightBound">No plan of the problem, however batched, settles more.</param>
/// <param name="CostBoundMinor">No plan that settles at least as much weight costs less, however batched; minor units of the plan's cost
/// currency.</param>
public sealed record ExactPlan(
    BatchPlan Plan, string Solver, Int128 SettledWeight, Int128 WeightBound, long CostBoundMinor)
{
    /// <summary>No plan settles more value-weighted priority: proven.</summary>
    public bool SettlesMost => SettledWeight == WeightBound;

    /// <summary>And no plan that settles as much costs less: proven.</summary>
    public bool IsOptimal => SettlesMost && Plan.Cost.TotalMinor == CostBoundMinor;

    /// <summary>(cost - bound) / cost among plans that settle as much, 0 when the cost is 0.</summary>
    public double CostGap => Plan.Cost.TotalMinor == 0 ? 0 : (double)(Plan.Cost.TotalMinor - CostBoundMinor) / Plan.Cost.TotalMinor;
}
