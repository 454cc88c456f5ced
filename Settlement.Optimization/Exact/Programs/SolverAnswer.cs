namespace Settlement.Optimization.Exact.Programs;

/// <param name="Values">By variable; null unless the status is feasible or optimal. Re-checked in exact integers.</param>
/// <param name="Objective">Of <paramref name="Values"/>; 0 without.</param>
/// <param name="Bound">No assignment has a smaller objective: proven in integers. A solver that computes in doubles proves nothing, and leaves
/// <see cref="IntegerProgram.TrivialBound"/>.</param>
public sealed record SolverAnswer(SolverStatus Status, long[]? Values, long Objective, long Bound);
