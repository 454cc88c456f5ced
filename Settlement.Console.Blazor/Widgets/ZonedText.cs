using NodaTime;
using NodaTime.Text;

namespace Settlement.OperatorConsole.Widgets;

/// <summary>Instants as text in a zone.</summary>
public static class ZonedText
{
    private static readonly LocalDateTimePattern Day = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss");
    private static readonly LocalDateTimePattern Clock = LocalDateTimePattern.CreateWithInvariantCulture("HH:mm:ss");
    private static readonly LocalDateTimePattern PreciseDay = LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss.fff");
    private static readonly LocalDateTimePattern PreciseClock = LocalDateTimePattern.CreateWithInvariantCulture("HH:mm:ss.fff");
    private static readonly LocalDateTimePattern Minute = LocalDateTimePattern.CreateWithInvariantCulture("HH:mm");
    private static readonly LocalDateTimePattern DayMinute = LocalDateTimePattern.CreateWithInvariantCulture("ddd d MMM HH:mm");

    public static string Of(DateTimeOffset at, DateTimeZone zone, bool withDate, bool precise) =>
        (withDate ? (precise ? PreciseDay : Day) : (precise ? PreciseClock : Clock)).Format(Local(at, zone));

    /// <summary>Hours and minutes, as cut-offs are spoken of.</summary>
    public static string ToMinute(DateTimeOffset at, DateTimeZone zone) => Minute.Format(Local(at, zone));

    /// <summary>With the day of the week, e.g. Mon 23 Nov 16:00.</summary>
    public static string ToDayMinute(DateTimeOffset at, DateTimeZone zone) => DayMinute.Format(Local(at, zone));

    public static LocalDateTime Local(DateTimeOffset at, DateTimeZone zone) => NodaTime.Instant.FromDateTimeOffset(at).InZone(zone).LocalDateTime;
}
