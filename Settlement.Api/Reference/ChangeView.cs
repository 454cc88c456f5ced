using System.Text.Json;
using Settlement.Engine.Reference;

namespace Settlement.Api.Reference;

/// <param name="Kind">participant, account, net_debit_cap, bilateral_limit or fx_rate.</param>
/// <param name="Before">The row before; null when it was new.</param>
/// <param name="After">The row after; amounts in minor units.</param>
public sealed record ChangeView(
    string ChangeId, long Version, DateTimeOffset ChangedAt, string ChangedBy, string Kind, string Key, JsonElement? Before, JsonElement After, string Reason)
{
    internal static ChangeView Of(RecordedChange change) => new(
        change.ChangeId.ToString(System.Globalization.CultureInfo.InvariantCulture), change.Version, change.ChangedAt, change.ChangedBy,
        change.Kind, change.Key, change.Before is null ? null : JsonElement.Parse(change.Before), JsonElement.Parse(change.After), change.Reason);
}
