using Settlement.Optimization.Exact.Programs;

namespace Settlement.Optimization.Exact.Cbc;

/// <summary>
/// COIN-OR's branch and cut (Forrest and Lougee-Heimer, 2005) through its C API. It computes in doubles, so nothing that it says counts as
/// proven, and an answer that breaks a row by rounding is refused. It is not thread-safe, not even on separate models: one lock.
/// A fault of the library ends the process, so the engine uses it only where the options say so.
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

    /// <summary>A solve cannot be interrupted, and its limit counts processor time: on a busy machine it lasts longer. A hint is not passed on:
    /// the planner keeps its start anyway, and with a start and a limit of tenths of a second the library was seen to crash.</summary>
    public SolverAnswer Solve(IntegerProgram program, SolveLimits limits, IReadOnlyList<long>? hint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(limits);
        if (program.VariableCount == 0)
        {
            return program.Holds([])
                ? new SolverAnswer(SolverStatus.Optimal, [], 0, 0)
                : new SolverAnswer(SolverStatus.Infeasible, null, 0, 0);
        }

        lock (OneAtATime)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var model = cbc.NewModel();
            try
            {
                return Run(model, new CbcColumns(program), program, limits);
            }
            finally
            {
                cbc.DeleteModel(model);
            }
        }
    }

    private SolverAnswer Run(nint model, CbcColumns columns, IntegerProgram program, SolveLimits limits)
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

        // Probing ends the process where rounding misleads it (an assertion of CglProbing, seen on programs of twenty payments); preprocessing
        // probes as well.
        cbc.SetParameter(model, "probingCuts", "off");
        cbc.SetParameter(model, "preprocess", "off");
        cbc.SetParameter(model, "randomCbcSeed", limits.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture));
        cbc.SetAllowableFractionGap(model, limits.RelativeGap);
        cbc.SetMaximumSeconds(model, limits.WallSeconds);
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
