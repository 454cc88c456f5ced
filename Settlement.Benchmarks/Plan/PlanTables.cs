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
            ["workload", "payments", "ms", "cpu ms", "cost", "naive", "greedy", "saving", "at most", "gap", "weight open", "wires", "fewer", "netting", "wait"],
            cases.Select(c => (IReadOnlyList<string>)
            [
                c.Workload, Number(c.Payments), c.Milliseconds.ToString("N1", CultureInfo.InvariantCulture), c.CpuMilliseconds.ToString("N1", CultureInfo.InvariantCulture), PlanBench.Text(c.Cost), PlanBench.Text(c.NaiveCost),
                PlanBench.Text(c.GreedyCost), Percent(c.Saving), Percent(c.MostSaving), c.Proven ? "optimal" : Percent(c.Gap), Percent(c.WeightGap), Number(c.Wires),
                Percent(1 - ((double)c.Wires / c.WiresGross)), Percent(c.Netting), Number(c.Deferred),
            ]));
        context.Table(
            "Goals: 20 ms and a gap of 1 % at 1,000 payments, 300 ms at 10,000; cost 25 % under naive, wires 95 % under one a payment, where the bound allows",
            ["workload", "payments", "cpu ms", "gap", "saving", "fewer wires"],
            cases.Where(c => c.Payments is 50 or >= 1_000).Select(c => (IReadOnlyList<string>)
            [
                c.Workload, Number(c.Payments), Verdict(c.CpuMilliseconds <= (c.Payments <= 1_000 ? 20 : 300), c.CpuMilliseconds.ToString("N1", CultureInfo.InvariantCulture)),
                c.Payments > 1_000 ? Percent(c.Gap) : Verdict(c.Gap <= 0.01, Percent(c.Gap)),
                Allowed(c.Saving, c.MostSaving, 0.25),
                Allowed(1 - ((double)c.Wires / c.WiresGross), 1 - ((double)c.LeastWires / c.WiresGross), 0.95),
            ]));
        context.Table(
            "Beside solvers: settled share of value-weighted priority, the most that is proven, cost",
            ["workload", "payments", "method", "settled", "at most", "cost", "ms"],
            cases.Where(c => c.Solvers.Count > 0).SelectMany(c => c.Solvers.Prepend(KeyValuePair.Create(
                "planner", new SolverFigures(c.Cost, c.Milliseconds, c.SettledShare, null))).Select(solver => (IReadOnlyList<string>)
            [
                c.Workload, Number(c.Payments), solver.Key, Percent(solver.Value.SettledShare), solver.Value.Bound is { } bound ? Percent(bound) : "",
                solver.Value.Cost is { } cost ? PlanBench.Text(cost) : "nothing found", solver.Value.Milliseconds.ToString("N0", CultureInfo.InvariantCulture),
            ])));
        context.Say(string.Create(CultureInfo.InvariantCulture, $"{microBatches:N0} plans of 20 payments per second"));
    }

    private static string Verdict(bool met, string value) => met ? $"{value} met" : $"{value} missed";

    /// <param name="most">What the bound leaves at most.</param>
    private static string Allowed(double share, double most, double goal) => share >= goal ? $"{Percent(share)} met"
        : most < goal ? $"{Percent(share)}, at most {Percent(most)}" : $"{Percent(share)} missed, at most {Percent(most)}";

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Percent(double share) => (share * 100).ToString("N2", CultureInfo.InvariantCulture) + " %";
}
