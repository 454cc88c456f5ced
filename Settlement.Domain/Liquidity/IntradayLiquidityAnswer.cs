namespace Settlement.Domain.Liquidity;

/// <summary>A settlement balance through a day, and what the rest of today should bring. Amounts are texts in units of the currency.</summary>
/// <param name="ParticipantId">Null: all participants together.</param>
/// <param name="TimeZone">Of the day and its hours: that of the currency's settlement system.</param>
/// <param name="Opening">At the day's start.</param>
/// <param name="Balance">After the last movement.</param>
/// <param name="Trough">The lowest balance; null where it never was below the opening one.</param>
/// <param name="Hours">Hours in which anything moved.</param>
/// <param name="Expected">The hours of today that are not over, as past days suggest; empty for other days, and without history.</param>
/// <param name="ExpectedTrough">The lowest of the expected balances, when it is lower than the balance now.</param>
public sealed record IntradayLiquidityAnswer(
    string Currency, string? ParticipantId, DateOnly Date, string TimeZone, string Opening, string Balance, BalanceTrough? Trough,
    IReadOnlyList<BalanceHour> Hours, IReadOnlyList<ExpectedHour> Expected, ExpectedHour? ExpectedTrough);

public sealed record BalanceTrough(string Balance, DateTimeOffset At, string BelowOpening);

/// <param name="Funding">Paid in from outside, less what was paid back.</param>
/// <param name="Balance">After the hour's last movement.</param>
/// <param name="Low">The lowest within the hour.</param>
public sealed record BalanceHour(int Hour, string Inflow, string Outflow, string Funding, string Balance, string Low);

public sealed record ExpectedHour(int Hour, string Inflow, string Outflow, string Balance);
