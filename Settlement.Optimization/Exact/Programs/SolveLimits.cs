namespace Settlement.Optimization.Exact.Programs;

/// <summary>What one solve may use. Both limits hold; the first one reached ends the search with what was found so far.</summary>
/// <param name="WallSeconds">Hard limit of wall time.</param>
/// <param name="DeterministicSeconds">
/// CP-SAT's count of work, about seconds on one core: the same model ends at the same point on any machine as long as the wall limit is
/// not met first. Null for wall time alone. CBC has no such count and keeps to the wall limit.
/// </param>
/// <param name="Seed">Of the solver's random choices.</param>
/// <param name="RelativeGap">Ends the search once (objective - bound) / objective is at most this; 0 proves.</param>
public sealed record SolveLimits(double WallSeconds, double? DeterministicSeconds = null, int Seed = 1, double RelativeGap = 0);
