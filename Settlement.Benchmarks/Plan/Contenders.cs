using System.Diagnostics;
using Settlement.Domain.Batches;
using Settlement.Optimization.Exact;
using Settlement.Optimization.Exact.Cbc;
using Settlement.Optimization.Exact.CpSat;
using Settlement.Optimization.Exact.Programs;

namespace Settlement.Benchmarks.Plan;

/// <summary>The solvers that plans are compared with, each from nothing, each within the same wall time.</summary>
internal sealed class Contenders
{
    /// <summary>Larger models do not even load within the seconds that they get: 10,000 payments in 10 batches are 100,000 binaries.</summary>
    public const int MaxPayments = 1_000;

    private readonly IIntegerSolver?[] solvers;

    public Contenders()
    {
        var options = new SolverOptions { OrToolsPath = Environment.GetEnvironmentVariable("SETTLEMENT_Solver__OrToolsPath") };
        solvers = [CpSatSolver.Find(options), CbcSolver.Find(options)];
        Missing = [.. new[] { "CP-SAT", "CBC" }.Where((_, number) => solvers[number] is null)];
    }

    public IReadOnlyList<string> Missing { get; }

    public SortedDictionary<string, SolverFigures> Run(BatchingProblem problem, TimeSpan wall, CancellationToken stopped)
    {
        var figures = new SortedDictionary<string, SolverFigures>(StringComparer.Ordinal);
        var limits = new SolveLimits(wall.TotalSeconds);
        foreach (var solver in solvers.OfType<IIntegerSolver>())
        {
            stopped.ThrowIfCancellationRequested();
            var name = solver is CpSatSolver ? "cp_sat" : "cbc";
            figures[name] = Alone(solver, problem, limits, stopped);
            figures[$"assignment_{name}"] = Assignment(solver, problem, limits, stopped);
        }

        return figures;
    }

    private static SolverFigures Alone(IIntegerSolver solver, BatchingProblem problem, SolveLimits limits, CancellationToken stopped)
    {
        var started = Stopwatch.GetTimestamp();
        var exact = new ExactPlanner(solver).Plan(problem, limits, null, stopped);
        var total = (double)Weight(problem, problem.Candidates);
        return new SolverFigures(
            exact.Plan.Cost.TotalMinor, Elapsed(started), Share((double)exact.SettledWeight, total),
            solver is CpSatSolver ? Share((double)exact.WeightBound, total) : null);
    }

    private static SolverFigures Assignment(IIntegerSolver solver, BatchingProblem problem, SolveLimits limits, CancellationToken stopped)
    {
        var started = Stopwatch.GetTimestamp();
        var model = new AssignmentModel(problem);
        var answer = solver.Solve(model.Program, limits, null, stopped);
        var settled = answer.Values is null ? [] : model.Settled(answer.Values);
        return new SolverFigures(
            answer.Values is null ? null : AssignmentModel.CostOf(problem, settled), Elapsed(started),
            Share((double)Weight(problem, settled), (double)Weight(problem, problem.Candidates)), null);
    }

    public static Int128 Weight(BatchingProblem problem, IEnumerable<Candidate> payments)
    {
        Int128 sum = 0;
        foreach (var payment in payments)
        {
            sum += Math.Max(1, AssignmentModel.Worth(problem, payment)) * (1 + payment.Priority + payment.Deferrals);
        }

        return sum;
    }

    private static double Share(double part, double total) => Math.Round(part / total, 5);

    private static double Elapsed(long started) => Math.Round(Stopwatch.GetElapsedTime(started).TotalMilliseconds, 1);
}
