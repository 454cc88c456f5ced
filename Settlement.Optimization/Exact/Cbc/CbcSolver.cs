using Settlement.Optimization.Exact.Programs;

namespace Settlement.Optimization.Exact.Cbc;

/// <summary>
/// COIN-OR's branch and cut (Forrest and Lougee-Heimer, 2005) through its C API. It computes in doubles, so nothing that it says counts as
/// proven, and an answer that breaks a row by rounding is refused. It is not thread-safe, not even on separate models: one lock.
/// </summary>
public sealed class CbcSolver : IIntegerSolver
{
    private static readonly Lock OneAtATime = new();

    private readonly CbcFunctions cbc;

    private CbcSolver(CbcFunctions functions) => cbc = functions;

    public string Name => "CBC";

    /// <summary>The solver, or null where the library (Debian's coinor-libcbc3) is not found.</summary>
    public static CbcSolver? Find(SolverOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return NativeFunctions.Load(SolverPlaces.Cbc(options)) is { } library ? new CbcSolver(new CbcFunctions(library)) : null;
    }

    /// <summary>A solve cannot be interrupted: a cancelled one ends at its wall limit.</summary>
    public SolverAnswer Solve(IntegerProgram program, SolveLimits limits, IReadOnlyList<long>? hint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(limits);
        lock (OneAtATime)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var model = cbc.NewModel();
            try
            {
                return Run(model, new CbcColumns(program), program, limits, hint);
            }
            finally
            {
                cbc.DeleteModel(model);
            }
        }
    }

    private SolverAnswer Run(nint model, CbcColumns columns, IntegerProgram program, SolveLimits limits, IReadOnlyList<long>? hint)
    {
        cbc.SetLogLevel(model, 0);
        cbc.LoadProblem(
            model, program.VariableCount, program.Rows.Count, columns.Starts, columns.Rows, columns.Values,
            columns.Lower, columns.Upper, columns.Objective, columns.RowLower, columns.RowUpper);
        for (var column = 0; column < program.VariableCount; column++)
        {
            cbc.SetInteger(model, column);
        }

        cbc.SetParameter(model, "log", "0");
        cbc.SetParameter(model, "randomCbcSeed", limits.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture));
        cbc.SetAllowableFractionGap(model, limits.RelativeGap);
        cbc.SetMaximumSeconds(model, limits.WallSeconds);
        if (hint is not null)
        {
            int[] all = [.. Enumerable.Range(0, program.VariableCount)];
            cbc.SetStart(model, all.Length, all, [.. hint.Select(value => (double)value)]);
        }

        // What it calls a bound may lie above the optimum by its tolerances: seen on programs of eight payments.
        var bound = program.TrivialBound();
        cbc.Solve(model);
        if (cbc.IsProvenInfeasible(model) != 0)
        {
            return new SolverAnswer(SolverStatus.Infeasible, null, 0, bound);
        }

        return cbc.Solution(model, program.VariableCount) is { } values && program.Holds(values)
            ? new SolverAnswer(SolverStatus.Feasible, values, program.ObjectiveOf(values), bound)
            : new SolverAnswer(SolverStatus.Unknown, null, 0, bound);
    }
}
