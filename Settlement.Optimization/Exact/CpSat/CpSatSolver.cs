using System.Runtime.InteropServices;
using Settlement.Optimization.Exact.Programs;

namespace Settlement.Optimization.Exact.CpSat;

/// <summary>
/// CP-SAT of OR-Tools (Perron, Didier and Gay, CP 2023) through its C API: a conflict-driven search over integers, so its bounds are
/// proofs. One worker and a seed: with a deterministic limit the same program gives the same answer on any machine.
/// </summary>
public sealed class CpSatSolver : IIntegerSolver
{
    private readonly NewEnvironment newEnvironment;
    private readonly UseEnvironment stop;
    private readonly UseEnvironment destroy;
    private readonly SolveInterruptible solve;
    private readonly Release free;

    private CpSatSolver(NativeFunctions library, NativeFunctions standardLibrary)
    {
        newEnvironment = library.Get<NewEnvironment>("SolveCpNewEnv");
        stop = library.Get<UseEnvironment>("SolveCpStopSearch");
        destroy = library.Get<UseEnvironment>("SolveCpDestroyEnv");
        solve = library.Get<SolveInterruptible>("SolveCpInterruptible");
        free = standardLibrary.Get<Release>("free");
    }

    private delegate nint NewEnvironment();

    private delegate void UseEnvironment(nint environment);

    private delegate void SolveInterruptible(
        nint environment, byte[] model, int modelLength, byte[] parameters, int parametersLength, out nint response, out int responseLength);

    private delegate void Release(nint memory);

    public string Name => "CP-SAT";

    /// <summary>The solver, or null where the library is not found: see <see cref="SolverOptions.OrToolsPath"/> for where it is looked
    /// for.</summary>
    public static CpSatSolver? Find(SolverOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);

        // The library allocates answers with malloc: they go back to the same C library's free.
        return NativeFunctions.Load(SolverPlaces.OrTools(options)) is { } library
            && NativeFunctions.Load(["libc.so.6", "libSystem.dylib"]) is { } standardLibrary
            ? new CpSatSolver(library, standardLibrary)
            : null;
    }

    public SolverAnswer Solve(IntegerProgram program, SolveLimits limits, IReadOnlyList<long>? hint, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(limits);
        cancellationToken.ThrowIfCancellationRequested();
        var (status, values, bound) = Run(CpSatMessages.Model(program, hint), CpSatMessages.Parameters(limits), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (status is SolverStatus.Unknown or SolverStatus.Infeasible)
        {
            return new SolverAnswer(status, null, 0, program.TrivialBound());
        }

        if (!program.Holds(values))
        {
            throw new InvalidOperationException("CP-SAT's answer breaks the program's rows");
        }

        var objective = program.ObjectiveOf(values);
        var proven = status == SolverStatus.Optimal && limits.RelativeGap == 0 ? objective : Math.Max(bound, program.TrivialBound());
        return new SolverAnswer(
            proven == objective ? SolverStatus.Optimal : SolverStatus.Feasible, values, objective, proven);
    }

    private (SolverStatus Status, long[] Values, long Bound) Run(
        ProtobufWriter model, ProtobufWriter parameters, CancellationToken cancellationToken)
    {
        var environment = newEnvironment();
        try
        {
            using var registration = cancellationToken.Register(() => stop(environment));
            solve(environment, model.Buffer, model.Length, parameters.Buffer, parameters.Length, out var response, out var length);
            try
            {
                var bytes = new byte[length];
                Marshal.Copy(response, bytes, 0, length);
                return CpSatMessages.Response(bytes);
            }
            finally
            {
                free(response);
            }
        }
        finally
        {
            destroy(environment);
        }
    }
}
