namespace Settlement.Optimization.Composition;

/// <summary>A wire before it has its number.</summary>
internal readonly record struct Transfer(string Debtor, string Creditor, string Currency, long AmountMinor, string? TransactionId);
