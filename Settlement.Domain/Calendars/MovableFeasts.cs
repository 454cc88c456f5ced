using System.Globalization;

namespace Settlement.Domain.Calendars;

/// <summary>Dates that move from year to year. Every formula holds for <see cref="BusinessCalendar.FirstYear"/> to <see cref="BusinessCalendar.LastYear"/>.</summary>
internal static class MovableFeasts
{
    private static readonly ChineseLunisolarCalendar Chinese = new();

    /// <summary>Gregorian computus in the form published by Meeus, Jones and Butcher.</summary>
    public static DateOnly EasterSunday(int year)
    {
        var golden = year % 19;
        var (century, rest) = Math.DivRem(year, 100);
        var epact = ((19 * golden) + century - (century / 4) - ((century - ((century + 8) / 25) + 1) / 3) + 15) % 30;
        var toSunday = (32 + (2 * (century % 4)) + (2 * (rest / 4)) - epact - (rest % 4)) % 7;
        var correction = (golden + (11 * epact) + (22 * toSunday)) / 451;
        var (month, day) = Math.DivRem(epact + toSunday - (7 * correction) + 114, 31);
        return new DateOnly(year, month, day + 1);
    }

    public static DateOnly NthWeekday(int year, int month, DayOfWeek weekday, int n)
    {
        if (n > 0)
        {
            var first = new DateOnly(year, month, 1);
            return first.AddDays((((int)weekday - (int)first.DayOfWeek + 7) % 7) + (7 * (n - 1)));
        }

        var last = new DateOnly(year, month, DateTime.DaysInMonth(year, month));
        return last.AddDays(-(((int)last.DayOfWeek - (int)weekday + 7) % 7) + (7 * (n + 1)));
    }

    /// <summary>The last such weekday before a date.</summary>
    public static DateOnly WeekdayBefore(DateOnly date, DayOfWeek weekday) =>
        date.AddDays(-((((int)date.DayOfWeek - (int)weekday + 6) % 7) + 1));

    /// <summary>The first such weekday on or after a date.</summary>
    public static DateOnly WeekdayFrom(DateOnly date, DayOfWeek weekday) =>
        date.AddDays(((int)weekday - (int)date.DayOfWeek + 7) % 7);

    public static DateOnly ChineseLunisolar(int year, int month, int day)
    {
        // The platform counts a leap month as a month of its own; the feasts do not move with it.
        var leap = Chinese.GetLeapMonth(year);
        var counted = leap > 0 && month >= leap ? month + 1 : month;
        return DateOnly.FromDateTime(Chinese.ToDateTime(year, counted, day, 0, 0, 0, 0));
    }

    /// <summary>Ching Ming, the day on which the sun reaches 15 degrees; the usual formula for the 21st century.</summary>
    public static DateOnly ChingMing(int year)
    {
        var rest = year % 100;
        return new DateOnly(year, 4, (int)((rest * 0.2422) + 4.81) - (rest / 4));
    }

    /// <summary>Japan's vernal equinox day; formula of the Hydrographic Department for 1980 to 2099.</summary>
    public static DateOnly VernalEquinox(int year) => new(year, 3, Equinox(20.8431, year));

    public static DateOnly AutumnalEquinox(int year) => new(year, 9, Equinox(23.2488, year));

    private static int Equinox(double dayIn1980, int year) => (int)(dayIn1980 + (0.242194 * (year - 1980))) - ((year - 1980) / 4);
}
