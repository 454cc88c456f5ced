namespace Settlement.Engine.Liquidity;

/// <summary>A settlement balance through one day of its currency's place, minor units.</summary>
/// <param name="Participant">Null: all participants together.</param>
/// <param name="OpeningMinor">At the day's start.</param>
/// <param name="Hours">Hours in which anything moved, in order.</param>
public sealed record IntradayDay(string? Participant, string Currency, DateOnly Day, long OpeningMinor, IReadOnlyList<IntradayHour> Hours)
{
    /// <summary>After the last movement.</summary>
    public long ClosingMinor => Hours.Count == 0 ? OpeningMinor : Hours[^1].ClosingMinor;

    /// <summary>The hour of the lowest balance; null where it never was below the opening balance.</summary>
    public IntradayHour? Trough => Hours.MinBy(hour => hour.LowMinor) is { } hour && hour.LowMinor < OpeningMinor ? hour : null;
}

/// <param name="Hour">From this hour until before the next, local to the currency's settlement system.</param>
/// <param name="InflowMinor">By wires.</param>
/// <param name="OutflowMinor">By wires.</param>
/// <param name="FundingMinor">Paid in from outside, less what was paid back.</param>
/// <param name="ClosingMinor">Balance after the hour's last movement.</param>
/// <param name="LowMinor">Lowest balance after any of its movements.</param>
public sealed record IntradayHour(int Hour, long InflowMinor, long OutflowMinor, long FundingMinor, long ClosingMinor, long LowMinor, DateTimeOffset LowAt);
