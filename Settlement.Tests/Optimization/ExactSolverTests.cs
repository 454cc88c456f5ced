using FsCheck;
using FsCheck.Fluent;
using Settlement.Optimization.Exact;
using Settlement.Optimization.Exact.CpSat;
using Settlement.Optimization.Exact.Programs;
using Xunit;

namespace Settlement.Tests.Optimization;

/// <summary>The native solvers on integer programs whose answers are known or small enough to try everything.</summary>
public sealed class ExactSolverTests
{
    private static readonly SolveLimits Limits = new(WallSeconds: 20);

    [Theory]
    [InlineData(ExactSolvers.CpSat)]
    [InlineData(ExactSolvers.Cbc)]
    public void A_textbook_program_has_its_textbook_optimum(string name)
    {
        // max 5a + 4b + 3c under three rows: 13 at a = 2, c = 1 (Chvatal, Linear Programming, chapter 2).
        var program = new IntegerProgram();
        int[] x = [program.AddVariable(0, 10), program.AddVariable(0, 10), program.AddVariable(0, 10)];
        program.AddRow([(x[0], 2), (x[1], 3), (x[2], 1)], long.MinValue, 5);
        program.AddRow([(x[0], 4), (x[1], 1), (x[2], 2)], long.MinValue, 11);
        program.AddRow([(x[0], 3), (x[1], 4), (x[2], 2)], long.MinValue, 8);
        program.Minimise([(x[0], -5), (x[1], -4), (x[2], -3)]);

        var answer = ExactSolvers.Find(name).Solve(program, Limits, null, CancellationToken.None);

        Assert.Equal(-13, answer.Objective);
        Assert.Equal([2, 0, 1], answer.Values!);
        Assert.Equal(name == ExactSolvers.CpSat, answer is { Status: SolverStatus.Optimal, Bound: -13 });
    }

    [Theory]
    [InlineData(ExactSolvers.CpSat)]
    [InlineData(ExactSolvers.Cbc)]
    public void Rows_that_contradict_each_other_are_infeasible(string name)
    {
        var program = new IntegerProgram();
        var x = program.AddBinary();
        program.AddRow([(x, 2)], 1, 1);
        program.Minimise([(x, 1)]);

        var answer = ExactSolvers.Find(name).Solve(program, Limits, null, CancellationToken.None);

        Assert.Equal((SolverStatus.Infeasible, null), (answer.Status, answer.Values));
    }

    [Theory]
    [InlineData(ExactSolvers.CpSat)]
    [InlineData(ExactSolvers.Cbc)]
    public void A_program_without_variables_holds_or_does_not(string name)
    {
        var solver = ExactSolvers.Find(name);
        var nothing = new IntegerProgram();
        nothing.Minimise([]);
        nothing.AddRow([], 0, 0);
        Assert.Equal((SolverStatus.Optimal, 0L), Told(solver.Solve(nothing, Limits, null, CancellationToken.None)));

        nothing.AddRow([], 1, 2);
        Assert.Equal(SolverStatus.Infeasible, solver.Solve(nothing, Limits, null, CancellationToken.None).Status);

        static (SolverStatus, long) Told(SolverAnswer answer) => (answer.Status, answer.Bound);
    }

    [Theory]
    [InlineData(ExactSolvers.CpSat)]
    [InlineData(ExactSolvers.Cbc)]
    public void Small_programs_are_solved_as_trying_everything_does(string name)
    {
        var solver = ExactSolvers.Find(name);
        Laws.Hold(
            Programs(),
            program =>
            {
                var best = Points(program).Where(program.Holds).Select(program.ObjectiveOf).DefaultIfEmpty(long.MaxValue).Min();
                var answer = solver.Solve(program, Limits, null, CancellationToken.None);
                return best == long.MaxValue
                    ? answer.Status == SolverStatus.Infeasible
                    : answer.Objective == best && answer.Bound <= best && program.Holds(answer.Values!);
            },
            cases: name == ExactSolvers.CpSat ? 80 : 20);
    }

    [Fact]
    public void From_many_threads_cp_sat_gives_the_answers_that_it_gives_to_one()
    {
        var solver = ExactSolvers.Find(ExactSolvers.CpSat);
        var programs = Enumerable.Range(1, 12).Select(Knapsack).ToArray();
        var alone = programs.Select(program => solver.Solve(program, Limits, null, CancellationToken.None).Values!).ToArray();
        var together = new long[programs.Length][];
        Parallel.For(0, programs.Length, i => together[i] = solver.Solve(programs[i], Limits, null, CancellationToken.None).Values!);

        Assert.Equal(alone, together);
    }

    [Fact]
    public void A_cancelled_solve_ends_before_its_limit()
    {
        var solver = ExactSolvers.Find(ExactSolvers.CpSat);
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => solver.Solve(Knapsack(1), Limits, null, cancellation.Token));
    }

    [Fact]
    public void A_program_that_could_overflow_is_refused_when_it_is_built()
    {
        var program = new IntegerProgram();
        var x = program.AddVariable(0, long.MaxValue / 8);

        Assert.Throws<OverflowException>(() => program.AddRow([(x, 3)], 0, 1));
        Assert.Throws<OverflowException>(() => program.Minimise([(x, -3)]));
    }

    [Fact]
    public void A_place_that_is_named_is_the_only_place_looked_at() =>
        Assert.Null(CpSatSolver.Find(new SolverOptions { OrToolsPath = "/nowhere" }));

    private static IntegerProgram Knapsack(int seed)
    {
        var random = new Random(seed);
        var program = new IntegerProgram();
        int[] x = [.. Enumerable.Range(0, 20).Select(_ => program.AddBinary())];
        for (var row = 0; row < 3; row++)
        {
            program.AddRow([.. x.Select(variable => (variable, (long)random.Next(1, 1_000)))], 0, 4_000);
        }

        program.Minimise([.. x.Select(variable => (variable, -(long)random.Next(1, 1_000)))]);
        return program;
    }

    private static Arbitrary<IntegerProgram> Programs() => Arb.From(
        from bounds in Gen.Choose(1, 3).ArrayOf(4)
        from rows in (from coefficients in Gen.Choose(-5, 7).ArrayOf(4) from max in Gen.Choose(-3, 12) select (coefficients, max)).ArrayOf(3)
        from objective in Gen.Choose(-9, 9).ArrayOf(4)
        select Make(bounds, rows, objective));

    private static IntegerProgram Make(int[] bounds, (int[] Coefficients, int Max)[] rows, int[] objective)
    {
        var program = new IntegerProgram();
        foreach (var bound in bounds)
        {
            program.AddVariable(-1, bound);
        }

        foreach (var (coefficients, max) in rows)
        {
            program.AddRow([.. coefficients.Select((coefficient, variable) => (variable, (long)coefficient))], long.MinValue, max);
        }

        program.Minimise([.. objective.Select((coefficient, variable) => (variable, (long)coefficient))]);
        return program;
    }

    private static IEnumerable<long[]> Points(IntegerProgram program) => program.Variables.Aggregate(
        (IEnumerable<long[]>)[[]],
        (points, variable) => points.SelectMany(_ => Enumerable.Range(0, (int)(variable.Max - variable.Min) + 1), (point, step) => (long[])[.. point, variable.Min + step]));
}
