using Settlement.Optimization.Exact;
using Settlement.Optimization.Exact.Cbc;
using Settlement.Optimization.Exact.CpSat;
using Settlement.Optimization.Exact.Programs;
using Xunit;

namespace Settlement.Tests.Optimization;

/// <summary>The native solvers of this machine. CP-SAT's library is not part of the project: where it is absent its tests skip, everywhere.
/// CBC is a package of the system that the test script installs: in CI its tests fail without it.</summary>
internal static class ExactSolvers
{
    public const string CpSat = "CP-SAT";

    public const string Cbc = "CBC";

    public static readonly SolverOptions Options = new();

    private static readonly Lazy<CpSatSolver?> FoundCpSat = new(() => CpSatSolver.Find(Options));

    private static readonly Lazy<CbcSolver?> FoundCbc = new(() => CbcSolver.Find(Options));

    public static IIntegerSolver Find(string name)
    {
        IIntegerSolver? solver = name == CpSat ? FoundCpSat.Value : FoundCbc.Value;
        var required = name == Cbc && string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase);
        Assert.SkipUnless(solver is not null || required, $"{name}'s library is not found (Solver:OrToolsPath; Debian's coinor-libcbc3).");
        Assert.True(solver is not null, $"{name}'s library is missing in CI.");
        return solver;
    }
}
