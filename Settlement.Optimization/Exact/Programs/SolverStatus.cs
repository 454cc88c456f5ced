namespace Settlement.Optimization.Exact.Programs;

public enum SolverStatus
{
    /// <summary>Nothing was found within the limits, and nothing is disproven.</summary>
    Unknown,

    /// <summary>An assignment that keeps every row, not proven to be the best.</summary>
    Feasible,

    /// <summary>An assignment that is proven to be the best. A solver that computes in doubles never says so here.</summary>
    Optimal,

    /// <summary>No assignment keeps every row.</summary>
    Infeasible,
}
