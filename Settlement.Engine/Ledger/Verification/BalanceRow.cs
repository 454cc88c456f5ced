namespace Settlement.Engine.Ledger.Verification;

/// <summary>A row of ledger_balances as it stands.</summary>
internal sealed record BalanceRow(string Account, string Currency, long BalanceMinor, long Position);
