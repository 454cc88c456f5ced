namespace Settlement.Optimization.Checking;

/// <param name="Subject">The batch, payment, wire, participant or plan that it is about.</param>
/// <param name="Detail">What stands there and what should.</param>
public sealed record PlanFault(PlanFaultKind Kind, string Subject, string Detail);
