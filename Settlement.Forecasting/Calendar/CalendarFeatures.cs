namespace Settlement.Forecasting.Calendar;

/// <summary>
/// What the calendar says of a day beside its weekday, as indicators: holidays and the days beside them, the month's ends and middle, the
/// quarter's end, the turn of the year. Which days those are is known in advance.
/// </summary>
internal static class CalendarFeatures
{
    /// <summary>Indicators that hold on a day, by their index; a day has a few of <see cref="Count"/>.</summary>
    public static IEnumerable<int> Of(DayGrid grid, DateOnly date) => grid.IsEveryDay ? EveryDay(grid, date) : BusinessDay(grid, date);

    /// <summary>Indicators of a grid.</summary>
    public static int Count(DayGrid grid) => grid.IsEveryDay ? 11 : 10;

    private static IEnumerable<int> EveryDay(DayGrid grid, DateOnly date)
    {
        for (var ahead = -1; ahead <= 2; ahead++)
        {
            if (grid.IsHoliday(date.AddDays(ahead)))
            {
                yield return ahead + 1;
            }
        }

        var left = DateTime.DaysInMonth(date.Year, date.Month) - date.Day;
        if (left <= 2)
        {
            yield return 4;
        }
        else if (date.Day <= 3)
        {
            yield return 5;
        }
        else if (date.Day <= 10)
        {
            yield return 6;
        }
        else if (date.Day >= 24)
        {
            yield return 7;
        }

        if (date is { Month: 12, Day: >= 12 } or { Month: 1, Day: <= 14 })
        {
            yield return date.Month == 1 ? 10 : date.Day >= 25 ? 9 : 8;
        }
    }

    private static IEnumerable<int> BusinessDay(DayGrid grid, DateOnly date)
    {
        var (before, after) = (OpenInMonth(grid, date, -1), OpenInMonth(grid, date, 1));
        if (before < 3)
        {
            yield return before;
        }

        if (after < 3)
        {
            yield return 3 + after;
        }

        if (after == 0 && date.Month % 3 == 0)
        {
            yield return 6;
        }

        // The first open day from the 15th on: what falls due in the middle of the month is paid then.
        if (date.Day >= 15 && date.Day - DaysSinceOpen(grid, date) < 15)
        {
            yield return 7;
        }

        if (grid.IsHoliday(NextWeekday(date, 1)))
        {
            yield return 8;
        }

        if (grid.IsHoliday(NextWeekday(date, -1)))
        {
            yield return 9;
        }
    }

    /// <summary>Open days of the month before (or after) the date, counted to 3.</summary>
    private static int OpenInMonth(DayGrid grid, DateOnly date, int direction)
    {
        var count = 0;
        for (var day = date.AddDays(direction); day.Month == date.Month && count < 3; day = day.AddDays(direction))
        {
            count += grid.Has(day) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Days back to the last open day before the date, within its month.</summary>
    private static int DaysSinceOpen(DayGrid grid, DateOnly date)
    {
        var back = 1;
        while (back < date.Day && !grid.Has(date.AddDays(-back)))
        {
            back++;
        }

        return back;
    }

    private static DateOnly NextWeekday(DateOnly date, int direction)
    {
        do
        {
            date = date.AddDays(direction);
        }
        while (date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday);

        return date;
    }
}
