namespace Settlement.Domain.Reports;

/// <summary>A payment that the window did not settle.</summary>
/// <param name="Code">Why, as a stable code.</param>
/// <param name="Detail">Why, for people: the notice, or the limit that binds.</param>
/// <param name="NextWindowId">Where a deferred one went; null otherwise.</param>
public sealed record ReportedPayment(string TransactionId, string Currency, long AmountMinor, string Code, string Detail, string? NextWindowId);
