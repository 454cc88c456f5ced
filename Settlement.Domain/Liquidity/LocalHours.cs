using NodaTime;
using Settlement.Domain.Calendars;

namespace Settlement.Domain.Liquidity;

/// <summary>Hours of a day at the place of a currency's settlement system.</summary>
public static class LocalHours
{
    /// <summary>The instant, in UTC, at which an hour of a day begins; in a gap of daylight saving time it is moved forward by the gap.</summary>
    public static DateTimeOffset Of(CutOff cutOff, DateOnly day, int hour) => DateTimeZoneProviders.Tzdb[cutOff.Zone]
        .AtLeniently(LocalDate.FromDateOnly(day) + new LocalTime(hour, 0)).ToInstant().ToDateTimeOffset();

    /// <summary>The hour of the day, 0 to 23, that an instant falls into.</summary>
    public static int At(CutOff cutOff, DateTimeOffset instant) =>
        Instant.FromDateTimeOffset(instant).InZone(DateTimeZoneProviders.Tzdb[cutOff.Zone]).Hour;
}
