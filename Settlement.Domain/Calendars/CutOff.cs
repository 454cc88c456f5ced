using NodaTime;

namespace Settlement.Domain.Calendars;

/// <summary>
/// The local time at which a currency's windows close on their value date. In a gap of daylight saving time it is moved forward by the
/// gap, in an overlap the earlier instant counts (NodaTime's lenient mapping).
/// </summary>
/// <param name="Zone">Name of the zone in the IANA time zone database.</param>
/// <param name="Source">Where the time comes from.</param>
public sealed record CutOff(string Currency, TimeOnly LocalTime, string Zone, string Source)
{
    private readonly DateTimeZone zone = DateTimeZoneProviders.Tzdb[Zone];

    /// <summary>The cut-off of a currency; 16:00 UTC where none is known.</summary>
    public static CutOff Of(string currency) => CutOffTable.Find(currency);

    /// <summary>The currencies whose cut-off is published; every other one closes at the default.</summary>
    public static IReadOnlyList<CutOff> Published => CutOffTable.Published;

    /// <summary>The instant, in UTC, at which windows of that value date close.</summary>
    public DateTimeOffset On(DateOnly valueDate)
    {
        var local = LocalDate.FromDateOnly(valueDate) + NodaTime.LocalTime.FromTimeOnly(LocalTime);
        return zone.AtLeniently(local).ToInstant().ToDateTimeOffset();
    }

    /// <summary>The date at the place of the cut-off.</summary>
    public DateOnly DateAt(DateTimeOffset instant) => Instant.FromDateTimeOffset(instant).InZone(zone).Date.ToDateOnly();
}
