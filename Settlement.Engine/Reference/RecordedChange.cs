namespace Settlement.Engine.Reference;

/// <summary>A row of the audit.</summary>
/// <param name="Version">The version that the change made.</param>
/// <param name="Kind">participant, account, net_debit_cap, bilateral_limit or fx_rate.</param>
/// <param name="Key">The row's key; parts are joined by a slash.</param>
/// <param name="Before">The row before, JSON; null when it did not exist.</param>
/// <param name="After">The row after, JSON.</param>
public sealed record RecordedChange(
    long ChangeId, long Version, DateTimeOffset ChangedAt, string ChangedBy, string Kind, string Key, string? Before, string After, string Reason);
