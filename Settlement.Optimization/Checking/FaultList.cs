namespace Settlement.Optimization.Checking;

/// <summary>Gathers faults; hands them out by precedence, then in the order found.</summary>
internal sealed class FaultList
{
    /// <summary>A plan of many payments that is wrong everywhere need not be described everywhere.</summary>
    private const int MaxFaults = 1_000;

    private readonly List<PlanFault> faults = [];

    public void Add(PlanFaultKind kind, string subject, string detail)
    {
        if (faults.Count < MaxFaults)
        {
            faults.Add(new PlanFault(kind, subject, detail));
        }
    }

    public void AddUnless(bool holds, PlanFaultKind kind, string subject, FormattableString detail)
    {
        if (!holds)
        {
            Add(kind, subject, FormattableString.Invariant(detail));
        }
    }

    public IReadOnlyList<PlanFault> ByPrecedence() => [.. faults.OrderBy(fault => fault.Kind)];
}
