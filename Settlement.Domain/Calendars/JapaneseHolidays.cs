using static System.DayOfWeek;
using static Settlement.Domain.Calendars.HolidayRule;

namespace Settlement.Domain.Calendars;

/// <summary>
/// Japan's national holidays (Act on National Holidays, 1948, as amended) and the bank holidays of the Banking Act's order. New Year's
/// Day needs no substitute: the two days after it are closed anyway.
/// </summary>
internal static class JapaneseHolidays
{
    public static HolidayRule[] Rules { get; } =
    [
        Fixed(1, 1, "New Year's Day"),
        Fixed(1, 2, "Bank holiday"),
        Fixed(1, 3, "Bank holiday"),
        Weekday(2, Monday, 1, "Coming of Age Day"),
        Fixed(2, 11, "National Foundation Day").SundayMoves,
        Fixed(2, 23, "The Emperor's Birthday").From(2020).SundayMoves,
        Computed("Vernal Equinox Day", MovableFeasts.VernalEquinox).SundayMoves,
        Fixed(4, 29, "Showa Day").SundayMoves,
        Dates("Accession of the Emperor", "2019-04-30 2019-05-01 2019-05-02 2019-10-22"),
        Fixed(5, 3, "Constitution Memorial Day").SundayMoves,
        Fixed(5, 4, "Greenery Day").SundayMoves,
        Fixed(5, 5, "Children's Day").SundayMoves,
        Weekday(3, Monday, 7, "Marine Day").Except("2020-07-23 2021-07-22"),
        Fixed(8, 11, "Mountain Day").From(2016).Except("2020-08-10 2021-08-08").SundayMoves,
        Weekday(3, Monday, 9, "Respect for the Aged Day"),
        new("Citizens' holiday", BetweenHolidaysOfSeptember),
        Computed("Autumnal Equinox Day", MovableFeasts.AutumnalEquinox).SundayMoves,
        Weekday(2, Monday, 10, "Sports Day").Except("2020-07-24 2021-07-23"),
        Fixed(11, 3, "Culture Day").SundayMoves,
        Fixed(11, 23, "Labour Thanksgiving Day").SundayMoves,
        Fixed(12, 23, "The Emperor's Birthday").Until(2018).SundayMoves,
        Fixed(12, 31, "Bank holiday"),
    ];

    /// <summary>A day between two holidays is one itself; since 2007 that happens in September only.</summary>
    private static IEnumerable<DateOnly> BetweenHolidaysOfSeptember(int year)
    {
        var tuesday = MovableFeasts.NthWeekday(year, 9, Monday, 3).AddDays(1);
        return tuesday.AddDays(1) == MovableFeasts.AutumnalEquinox(year) ? [tuesday] : [];
    }
}
