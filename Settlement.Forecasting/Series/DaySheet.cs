using Settlement.Forecasting.Calendar;

namespace Settlement.Forecasting.Series;

/// <summary>
/// The dates of a series' days and of those to come. A calendar is known in advance, so reading it past an origin is no peeking.
/// </summary>
public sealed class DaySheet
{
    private readonly DateOnly[] dates;
    private readonly int[]?[] features;

    /// <param name="days">Days of the series and of the horizon together.</param>
    internal DaySheet(DayGrid grid, DateOnly firstDay, int days)
    {
        Grid = grid;
        dates = new DateOnly[days];
        features = new int[]?[days];
        var day = firstDay;
        for (var i = 0; i < days; i++)
        {
            dates[i] = grid.OnOrAfter(day);
            day = dates[i].AddDays(1);
        }
    }

    public DayGrid Grid { get; }

    public int Count => dates.Length;

    /// <summary>Days of a week of the grid.</summary>
    public int Period => Grid.Period;

    public DateOnly Date(int step) => dates[step];

    /// <summary>The calendar's indicators of a step, by their index; kept, as every method at every origin asks for them.</summary>
    internal int[] Features(int step) => features[step] ??= [.. CalendarFeatures.Of(Grid, dates[step])];

    /// <summary>0 for Monday to <see cref="Period"/> - 1.</summary>
    public int Weekday(int step) => ((int)dates[step].DayOfWeek + 6) % 7;
}
