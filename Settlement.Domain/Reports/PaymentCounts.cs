namespace Settlement.Domain.Reports;

/// <summary>How many of a window's payments ended how. Deferred ones went on to a later window.</summary>
public sealed record PaymentCounts(int Settled, int Deferred, int Reversed, int Rejected);
