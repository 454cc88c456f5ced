namespace Settlement.Domain.Calendars;

/// <summary>One line of a currency's table of closed days: a name, the dates that it gives in a year, and what happens when one is not free.</summary>
internal sealed record HolidayRule(string Name, Func<int, IEnumerable<DateOnly>> On)
{
    public Substitution Substitution { get; private init; }

    public int FirstYear { get; private init; } = int.MinValue;

    public int LastYear { get; private init; } = int.MaxValue;

    public static HolidayRule Fixed(int month, int day, string name) => new(name, year => [new DateOnly(year, month, day)]);

    /// <summary>Days from Easter Sunday of the western churches; Good Friday is -2.</summary>
    public static HolidayRule Easter(int days, string name) => new(name, year => [MovableFeasts.EasterSunday(year).AddDays(days)]);

    /// <summary>The n-th such weekday of a month; -1 is the last.</summary>
    public static HolidayRule Weekday(int n, DayOfWeek weekday, int month, string name) =>
        new(name, year => [MovableFeasts.NthWeekday(year, month, weekday, n)]);

    /// <summary>A day of the Chinese lunisolar calendar; the month is counted without leap months.</summary>
    public static HolidayRule Lunar(int month, int day, string name, int plusDays = 0) =>
        new(name, year => [MovableFeasts.ChineseLunisolar(year, month, day).AddDays(plusDays)]);

    /// <summary>A date that follows a formula of its own.</summary>
    public static HolidayRule Computed(string name, Func<int, DateOnly> on) => new(name, year => [on(year)]);

    /// <summary>Published dates, as year-month-day separated by spaces; other years have none.</summary>
    public static HolidayRule Dates(string name, string dates)
    {
        var byYear = dates.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(text => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))
            .ToLookup(date => date.Year);
        return new(name, year => byYear[year]);
    }

    public HolidayRule From(int year) => this with { FirstYear = year };

    public HolidayRule Until(int year) => this with { LastYear = year };

    /// <summary>In the years of <paramref name="dates"/> it falls there instead.</summary>
    public HolidayRule Except(string dates)
    {
        var moved = Dates(Name, dates);
        return this with { On = year => moved.On(year).Any() ? moved.On(year) : On(year) };
    }

    /// <summary>A Sunday gives the next day that is neither a weekend nor closed already; a Saturday gives nothing.</summary>
    public HolidayRule SundayMoves => this with { Substitution = Substitution.Sunday };

    /// <summary>A Saturday or Sunday gives the next day that is neither a weekend nor closed already.</summary>
    public HolidayRule WeekendMoves => this with { Substitution = Substitution.Weekend };

    /// <param name="taken">Another holiday falls on the same day.</param>
    public bool Moves(DateOnly date, bool taken) => Substitution switch
    {
        Substitution.Sunday => taken || date.DayOfWeek == DayOfWeek.Sunday,
        Substitution.Weekend => taken || BusinessCalendar.IsWeekend(date),
        _ => false,
    };

    public IEnumerable<DateOnly> In(int year) => year < FirstYear || year > LastYear ? [] : On(year);
}

internal enum Substitution
{
    None,
    Sunday,
    Weekend,
}
