using Settlement.Domain.Calendars;

namespace Settlement.Forecasting;

/// <summary>
/// The days that a series has a value for: every day, or the business days of a currency. Not the values, and not a time zone: dates are
/// local to the settlement system.
/// </summary>
public sealed class DayGrid
{
    /// <summary>No system is closed for longer than a dozen days at a stretch.</summary>
    private const int LongestClosure = 30;

    private readonly Func<DateOnly, bool> isHoliday;

    private DayGrid(string name, bool everyDay, Func<DateOnly, bool> isHoliday)
    {
        Name = name;
        IsEveryDay = everyDay;
        this.isHoliday = isHoliday;
    }

    public string Name { get; }

    /// <summary>False when weekends and holidays are left out.</summary>
    public bool IsEveryDay { get; }

    /// <summary>Days in a week of this grid, the season of a daily series: 7 or 5.</summary>
    public int Period => IsEveryDay ? 7 : 5;

    /// <summary>The days on which the currency's settlement system is open.</summary>
    /// <exception cref="ArgumentException">No such currency.</exception>
    public static DayGrid BusinessDays(string currency)
    {
        var calendar = BusinessCalendar.Of(currency);
        return new DayGrid($"business days of {currency}", false, date => !IsWeekend(date) && !calendar.IsBusinessDay(date));
    }

    /// <summary>Every day; the given ones are holidays, whose values differ.</summary>
    public static DayGrid EveryDay(IReadOnlySet<DateOnly>? holidays = null) => new("every day", true, date => holidays?.Contains(date) ?? false);

    public bool Has(DateOnly date) => IsEveryDay || (!IsWeekend(date) && !isHoliday(date));

    /// <summary>A closed weekday of a grid of business days, or a day marked as a holiday in a grid of every day.</summary>
    public bool IsHoliday(DateOnly date) => isHoliday(date);

    /// <summary>The date itself when the grid has it, else the next one that it has.</summary>
    public DateOnly OnOrAfter(DateOnly date)
    {
        for (var days = 0; days < LongestClosure; days++)
        {
            if (Has(date.AddDays(days)))
            {
                return date.AddDays(days);
            }
        }

        throw new InvalidOperationException($"{Name}: no day within {LongestClosure} days of {date:O}");
    }

    /// <summary>The first date whose amounts count on the day that a date belongs to: the one after the last day of the grid before it.</summary>
    public DateOnly FirstDateOf(DateOnly date)
    {
        for (var days = 0; days < LongestClosure; days++)
        {
            if (Has(date.AddDays(-days - 1)))
            {
                return date.AddDays(-days);
            }
        }

        throw new InvalidOperationException($"{Name}: no day within {LongestClosure} days before {date:O}");
    }

    private static bool IsWeekend(DateOnly date) => date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
}
