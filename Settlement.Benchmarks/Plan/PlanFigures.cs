namespace Settlement.Benchmarks.Plan;

internal sealed record PlanFigures(IReadOnlyList<PlanCase> Cases, double MicroBatchesPerSecond);

/// <summary>One workload and size. Costs in minor units of US dollars; <see cref="Saving"/> of the naive cost.</summary>
/// <param name="CpuMilliseconds">Processor time of a plan, mean: what is left of the time on a quiet machine.</param>
/// <param name="Saving">(naive - cost) / naive.</param>
/// <param name="MostSaving">The saving that the bound would leave: what no plan can pass.</param>
/// <param name="WeightGap">Of the first objective: (bound - settled) / bound of the value-weighted priority.</param>
/// <param name="LeastWires">Every plan that settles as much has so many: proven.</param>
/// <param name="WiresGross">One wire a payment and leg.</param>
/// <param name="Netting">1 - (net value moved by wires / gross value of the settled payments).</param>
/// <param name="SettledShare">Settled value-weighted priority, of all there is.</param>
/// <param name="Proven">Whether the plan is proven optimal: gap 0 against its own bound.</param>
internal sealed record PlanCase(
    string Workload, int Payments, double Milliseconds, double CpuMilliseconds, long Cost, long NaiveCost, long GreedyCost, double Saving, double MostSaving, long Bound,
    double Gap, double WeightGap, int Wires, int LeastWires, int WiresGross, double Netting, int Deferred, bool Proven, double SettledShare, IReadOnlyDictionary<string, SolverFigures> Solvers);

/// <param name="Cost">Null where nothing was found in the time, or the method does not take the problem.</param>
/// <param name="SettledShare">Settled value-weighted priority, of all there is.</param>
/// <param name="Bound">Proven most of that share; null without a proof.</param>
internal sealed record SolverFigures(long? Cost, double Milliseconds, double SettledShare, double? Bound);
