using Settlement.Domain.Batches;

namespace Settlement.Domain.Reports;

/// <summary>What the plan costs against naive batching in the same cost model, minor units of <paramref name="Currency"/>.</summary>
/// <param name="LowerBoundMinor">No plan of the same payments can cost less.</param>
public sealed record ReportedCost(string Currency, Cost Plan, Cost Naive, long LowerBoundMinor)
{
    public long SavingMinor => Naive.TotalMinor - Plan.TotalMinor;

    /// <summary>Saving as a share of the naive cost; 0 when that is 0.</summary>
    public double SavingShare => Naive.TotalMinor == 0 ? 0 : (double)SavingMinor / Naive.TotalMinor;
}
