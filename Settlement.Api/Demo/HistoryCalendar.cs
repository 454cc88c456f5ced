using Settlement.Domain.Calendars;

namespace Settlement.Api.Demo;

/// <summary>The days of a history and what closes on them.</summary>
internal static class HistoryCalendar
{
    /// <summary>Requests of two hours are sent together, seven past the first of them: a day takes seconds then.</summary>
    public const int HoursOfSlot = 2;

    /// <summary>Of a day of UTC.</summary>
    public static readonly TimeOnly FirstSlot = new(0, 7);

    /// <summary>The last weekdays before a date, the earliest first.</summary>
    public static IReadOnlyList<DateOnly> Before(DateOnly today, int count)
    {
        var days = new List<DateOnly>(count);
        for (var day = today.AddDays(-1); days.Count < count; day = day.AddDays(-1))
        {
            if (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
            {
                days.Add(day);
            }
        }

        days.Reverse();
        return days;
    }

    /// <summary>A currency closes on its own business days; on the others its windows do not exist.</summary>
    public static IEnumerable<DemoClosure> Closures(DateOnly day) => BankingNetwork.Currencies
        .Where(currency => BusinessCalendar.Of(currency.Code).IsBusinessDay(day))
        .Select(currency => new DemoClosure(CutOff.Of(currency.Code).On(day), currency.Code, null))
        .OrderBy(closure => closure.At).ThenBy(closure => closure.Currency, StringComparer.Ordinal);

    /// <summary>A time of the demonstration's day, on another day, at the start of its slot.</summary>
    public static DateTimeOffset Moved(DateTimeOffset sendAt, DateOnly day)
    {
        var time = sendAt - DemoCalendar.Start;
        return new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) + time - TimeSpan.FromHours(time.Hours % HoursOfSlot);
    }

    public static bool IsMonthEnd(DateOnly day) => day.AddDays(day.DayOfWeek == DayOfWeek.Friday ? 3 : 1).Month != day.Month;
}
