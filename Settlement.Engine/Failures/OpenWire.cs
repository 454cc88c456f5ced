namespace Settlement.Engine.Failures;

/// <summary>A wire that waits for a person.</summary>
public sealed record OpenWire(
    string WireId, string BatchId, int Round, string Debtor, string Creditor, string Currency, long AmountMinor, string State, string Code, string Reason,
    int Attempts, DateTimeOffset At, string? Region, string Cause);
