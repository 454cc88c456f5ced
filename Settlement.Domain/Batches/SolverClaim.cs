namespace Settlement.Domain.Batches;

/// <summary>
/// Bounds that an exact solver says it has proven about a plan's problem. Its proof is a search, which cannot be stored or evaluated again: they
/// are the solver's word, and no part of what the checker proves, of <see cref="BatchPlan.IsProvenOptimal"/> or of the plan's hash. The
/// checker refuses a claim that the plan itself disproves.
/// </summary>
/// <param name="Solver">Who says so, e.g. CP-SAT.</param>
/// <param name="WeightBound">No plan settles more weight.</param>
/// <param name="CostBoundMinor">No plan that settles as much costs less; minor units of the plan's cost currency.</param>
public sealed record SolverClaim(string Solver, Int128 WeightBound, long CostBoundMinor);
