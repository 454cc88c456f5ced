using System.Globalization;
using Settlement.Benchmarks.Cli;

namespace Settlement.Benchmarks.Plan;

/// <summary>The tables of <see cref="PlanBench"/>; costs in whole dollars.</summary>
internal static class PlanTables
{
    public static void Write(BenchContext context, IReadOnlyList<PlanCase> cases, double microBatches)
    {
        context.Table(
            "Plans",
            ["workload", "payments", "ms", "cost", "naive", "greedy", "saving", "at most", "gap", "wires", "fewer", "netting", "wait"],
            cases.Select(c => (IReadOnlyList<string>)
            [
                c.Workload, Number(c.Payments), c.Milliseconds.ToString("N1", CultureInfo.InvariantCulture), PlanBench.Text(c.Cost), PlanBench.Text(c.NaiveCost),
                PlanBench.Text(c.GreedyCost), Percent(c.Saving), Percent(c.MostSaving), c.Proven ? "optimal" : Percent(c.Gap), Number(c.Wires),
                Percent(1 - ((double)c.Wires / c.WiresGross)), Percent(c.Netting), Number(c.Deferred),
            ]));
        context.Table(
            "Beside solvers that start from nothing: settled share of value-weighted priority (the most that is proven), cost",
            ["workload", "payments", "method", "settled", "at most", "cost", "ms"],
            cases.Where(c => c.Solvers.Count > 0).SelectMany(c => c.Solvers.Prepend(KeyValuePair.Create(
                "planner", new SolverFigures(c.Cost, c.Milliseconds, c.SettledShare, null))).Select(solver => (IReadOnlyList<string>)
            [
                c.Workload, Number(c.Payments), solver.Key, Percent(solver.Value.SettledShare), solver.Value.Bound is { } bound ? Percent(bound) : "",
                solver.Value.Cost is { } cost ? PlanBench.Text(cost) : "nothing found", solver.Value.Milliseconds.ToString("N0", CultureInfo.InvariantCulture),
            ])));
        context.Say(string.Create(CultureInfo.InvariantCulture, $"{microBatches:N0} plans of 20 payments per second"));
    }

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Percent(double share) => (share * 100).ToString("N2", CultureInfo.InvariantCulture) + " %";
}
