using Settlement.Optimization.Workloads;

namespace Settlement.Optimization.Frontier;

/// <summary>A reference workload spread evenly over a day, in its order of arrival.</summary>
public static class WorkloadDay
{
    /// <summary>Ten hours, about what large-value systems are open (TARGET: 11, Fedwire: 22).</summary>
    public const int Minutes = 600;

    public static PaymentDay Of(ReferenceWorkload workload, int payments, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(workload);
        var problem = workload.Make(payments, seed);
        return new PaymentDay(
            problem.PlanId,
            [.. problem.Candidates.Select((payment, number) => new DayPayment(payment, (int)((long)number * Minutes / problem.Candidates.Count)))],
            Minutes, problem.Rates, problem.Costs);
    }
}
