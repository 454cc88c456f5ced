using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Settlement.Domain.Calendars;

/// <summary>A closed day of a currency's settlement system.</summary>
public sealed record Holiday(DateOnly Date, string Name);

/// <summary>
/// The days on which a currency's settlement system is open. Weekends are closed; the rest follows from rules. Dates are local to the
/// system. Not a bank's own opening hours: those are the cut-offs.
/// </summary>
public sealed class BusinessCalendar
{
    /// <summary>Rules are kept from this year on.</summary>
    public const int FirstYear = 2015;

    /// <summary>The equinox formula ends with the century.</summary>
    public const int LastYear = 2099;

    /// <summary>No system is closed for longer than a dozen days at a stretch; more is a wrong rule.</summary>
    private const int LongestClosure = 30;

    private readonly IReadOnlyList<HolidayRule> rules;

    // Bounded by the years from FirstYear to LastYear.
    private readonly ConcurrentDictionary<int, FrozenDictionary<DateOnly, string>> years = new();

    internal BusinessCalendar(string currency, string system, IReadOnlyList<HolidayRule> rules)
    {
        Currency = currency;
        System = system;
        this.rules = rules;
    }

    public string Currency { get; }

    /// <summary>The settlement system whose days these are.</summary>
    public string System { get; }

    /// <summary>False when only weekends are known.</summary>
    public bool HasHolidays => rules.Count > 0;

    /// <summary>The calendar of a currency; one of weekends only for a currency without rules.</summary>
    public static BusinessCalendar Of(string currency) => CalendarTable.Find(currency);

    /// <exception cref="ArgumentOutOfRangeException">The year is not between <see cref="FirstYear"/> and <see cref="LastYear"/>.</exception>
    public bool IsBusinessDay(DateOnly date) => !IsWeekend(date) && !Year(date.Year).ContainsKey(date);

    /// <summary>The date itself when it is a business day, else the next one.</summary>
    public DateOnly OnOrAfter(DateOnly date)
    {
        for (var days = 0; days < LongestClosure; days++)
        {
            if (IsBusinessDay(date.AddDays(days)))
            {
                return date.AddDays(days);
            }
        }

        throw new InvalidOperationException($"no business day of {Currency} within {LongestClosure} days of {date:O}");
    }

    /// <summary>The n-th business day after the date; n is positive.</summary>
    public DateOnly Add(DateOnly date, int businessDays)
    {
        for (var i = 0; i < businessDays; i++)
        {
            date = OnOrAfter(date.AddDays(1));
        }

        return date;
    }

    /// <summary>Closed days of a year by date; those that fall on a weekend without a substitute are among them.</summary>
    public IReadOnlyList<Holiday> Holidays(int year) =>
        [.. Year(year).OrderBy(day => day.Key).Select(day => new Holiday(day.Key, day.Value))];

    internal static bool IsWeekend(DateOnly date) => date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    private FrozenDictionary<DateOnly, string> Year(int year)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(year, FirstYear);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(year, LastYear);
        return years.GetOrAdd(year, static (y, all) => Build(y, all), rules);
    }

    private static FrozenDictionary<DateOnly, string> Build(int year, IReadOnlyList<HolidayRule> rules)
    {
        var closed = new Dictionary<DateOnly, string>();
        var moving = new List<(DateOnly Date, string Name)>();

        // The last days of a year may find their substitute in the next; so may those of the year before in this one.
        for (var y = year - 1; y <= year; y++)
        {
            foreach (var rule in rules)
            {
                foreach (var date in rule.In(y))
                {
                    var taken = !closed.TryAdd(date, rule.Name);
                    if (rule.Moves(date, taken))
                    {
                        moving.Add((date, rule.Name));
                    }
                }
            }
        }

        foreach (var (date, name) in moving.OrderBy(move => move.Date))
        {
            var free = date.AddDays(1);
            while (IsWeekend(free) || closed.ContainsKey(free))
            {
                free = free.AddDays(1);
            }

            closed.Add(free, name + " (substitute)");
        }

        return closed.Where(day => day.Key.Year == year).ToFrozenDictionary();
    }
}
