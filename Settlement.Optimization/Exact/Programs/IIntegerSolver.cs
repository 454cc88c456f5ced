namespace Settlement.Optimization.Exact.Programs;

/// <summary>Minimises integer programs. Safe for many threads.</summary>
public interface IIntegerSolver
{
    /// <summary>For people: name and, where known, version.</summary>
    string Name { get; }

    /// <param name="hint">A complete assignment to start from, by variable; null for none. It need not keep the rows.</param>
    /// <exception cref="InvalidOperationException">The solver refuses the program: a bug of the program's maker.</exception>
    SolverAnswer Solve(IntegerProgram program, SolveLimits limits, IReadOnlyList<long>? hint, CancellationToken cancellationToken);
}
