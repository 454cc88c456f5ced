using System.Globalization;
using Settlement.Benchmarks.Cli;
using Settlement.Domain.Batches;
using Settlement.Optimization;
using Settlement.Optimization.Checking;
using Settlement.Optimization.Workloads;

namespace Settlement.Benchmarks.Plan;

/// <summary>
/// Plans of the reference workloads: median time of a warm planner, cost beside naive batches and greedy, the proven bound, and exact solvers
/// that get the same time (or a floor: no solver starts in milliseconds). Every plan passes the independent checker, outside the time.
/// </summary>
public static class PlanBench
{
    private const ulong Seed = 1;
    private const int MicroBatch = 20;

    public static Bench Bench { get; } = new(
        "plan", "time, cost, bound and wires of plans on the reference workloads, beside naive, greedy, CP-SAT and CBC", Run);

    public static Task<int> Run(BenchContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        int[] sizes = context.Pick<int[]>(full: [100, 1_000, 10_000], quick: [100, 1_000]);
        var floor = TimeSpan.FromSeconds(context.Pick(full: 1.0, quick: 0.1));
        var contenders = new Contenders();
        foreach (var missing in contenders.Missing)
        {
            context.Say($"{missing} is not found on this machine and is left out (Solver:OrToolsPath; Debian's coinor-libcbc3).");
        }

        context.Say(FormattableString.Invariant(
            $"Solvers get the planner's time and at least {floor.TotalSeconds} s, up to {Contenders.MaxPayments:N0} payments; seed {Seed}."));
        Warm(context.Pick(full: 40, quick: 5));
        var cases = new List<PlanCase>();
        var faults = 0;
        foreach (var workload in ReferenceWorkloads.All)
        {
            foreach (var size in workload.FixedPayments is { } only ? [only] : sizes)
            {
                context.Stopped.ThrowIfCancellationRequested();
                var problem = workload.Make(size, Seed);
                cases.Add(Measure(context, workload.Name, problem, contenders, floor, ref faults));
            }
        }

        var micro = MicroBatches(context);
        PlanTables.Write(context, cases, micro);
        context.WriteJson(new PlanFigures(cases, Math.Round(micro)));
        return Task.FromResult(faults == 0 ? 0 : 1);
    }

    /// <summary>Until the runtime has compiled what runs often for the second time: what a server that plans window after window runs.</summary>
    private static void Warm(int plans)
    {
        foreach (var workload in ReferenceWorkloads.All)
        {
            var problem = workload.Make(500, Seed);
            for (var plan = 0; plan < plans; plan++)
            {
                Planner.Plan(problem);
            }
        }
    }

    private static PlanCase Measure(
        BenchContext context, string workload, BatchingProblem problem, Contenders contenders, TimeSpan floor, ref int faults)
    {
        var rounds = context.Pick(full: 9, quick: 3);
        var plan = Planner.Plan(problem);
        var times = new double[rounds];
        var busy = Environment.CpuUsage.TotalTime;
        for (var round = 0; round < rounds; round++)
        {
            var started = context.Clock.GetTimestamp();
            plan = Planner.Plan(problem);
            times[round] = context.Clock.GetElapsedTime(started).TotalMilliseconds;
        }

        busy = (Environment.CpuUsage.TotalTime - busy) / rounds;
        foreach (var fault in PlanChecker.Check(problem, plan))
        {
            faults++;
            context.Say($"FAULT {workload}: {fault}");
        }

        Array.Sort(times);
        var milliseconds = times[rounds / 2];
        var wall = TimeSpan.FromMilliseconds(Math.Max(floor.TotalMilliseconds, milliseconds));
        var solvers = problem.Candidates.Count <= Contenders.MaxPayments
            ? contenders.Run(problem, plan, wall, context.Stopped)
            : new SortedDictionary<string, SolverFigures>(StringComparer.Ordinal);
        return Case(workload, problem, plan, (milliseconds, busy.TotalMilliseconds), solvers);
    }

    private static PlanCase Case(
        string workload, BatchingProblem problem, BatchPlan plan, (double Wall, double Cpu) milliseconds, SortedDictionary<string, SolverFigures> solvers)
    {
        var wires = plan.Batches.Sum(batch => batch.Wires.Count);
        var settled = plan.Batches.SelectMany(batch => batch.Payments).ToList();
        var gross = settled.Sum(payment => (double)AssignmentModel.Worth(problem, payment));
        var moved = plan.Batches.SelectMany(batch => batch.Wires).Where(wire => wire.Phase == WirePhase.PayIn)
            .Sum(wire => (double)(problem.Rates.Convert(wire.AmountMinor, wire.Currency, problem.Costs.Currency) ?? 0));
        var (cost, naive) = (plan.Cost.TotalMinor, plan.NaiveCost.TotalMinor);
        return new PlanCase(
            workload, problem.Candidates.Count, Math.Round(milliseconds.Wall, 2), Math.Round(milliseconds.Cpu, 2), cost, naive, GreedyPlan.CostOf(problem),
            Share(naive - cost, naive), Share(naive - plan.LowerBoundMinor, naive), plan.LowerBoundMinor, Math.Round(plan.Gap, 5),
            WeightGap(plan.Certificate!), wires, LeastWires(plan.Certificate!), problem.Candidates.Sum(payment => payment.IsCrossCurrency ? 2 : 1), gross == 0 ? 0 : Math.Round(1 - (moved / gross), 4),
            plan.Deferred.Count, plan.Cost.TotalMinor == plan.LowerBoundMinor,
            Math.Round((double)Contenders.Weight(problem, settled) / (double)Contenders.Weight(problem, problem.Candidates), 5), solvers);
    }

    private static double WeightGap(PlanCertificate certificate) => certificate.WeightBound == 0 ? 0
        : Math.Round((double)(certificate.WeightBound - certificate.SettledWeight) / (double)certificate.WeightBound, 6);

    private static int LeastWires(PlanCertificate certificate) => certificate.Cases is { } cases
        ? cases.Where(one => one.Cost is not null).Min(one => one.Wires.Count)
        : certificate.Wires.Count;

    /// <summary>Plans of 20 payments one after the other on one core: what an RTGS round or a busy pair of banks needs.</summary>
    private static double MicroBatches(BenchContext context)
    {
        var problems = Enumerable.Range(0, 100).Select(number => ReferenceWorkloads.Find("balanced")!.Make(MicroBatch, (ulong)number)).ToArray();
        var plans = context.Pick(full: 20_000, quick: 2_000);
        foreach (var problem in problems)
        {
            Planner.Plan(problem);
        }

        var started = context.Clock.GetTimestamp();
        for (var plan = 0; plan < plans; plan++)
        {
            Planner.Plan(problems[plan % problems.Length]);
        }

        return plans / context.Clock.GetElapsedTime(started).TotalSeconds;
    }

    private static double Share(long part, long whole) => whole == 0 ? 0 : Math.Round((double)part / whole, 4);

    internal static string Text(long minor) => (minor / 100).ToString("N0", CultureInfo.InvariantCulture);
}
