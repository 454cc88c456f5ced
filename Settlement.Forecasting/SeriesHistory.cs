namespace Settlement.Forecasting;

/// <summary>
/// A daily series in minor units up to a day, aligned on a grid of days without gaps: a day of the grid that nobody gave is missing. The last
/// day is the origin of the forecast.
/// </summary>
public sealed class SeriesHistory
{
    /// <summary>A series of more days than this is cut at its old end: ten years of every day.</summary>
    public const int MaximumDays = 3_660;

    private readonly double[] values;

    private SeriesHistory(string name, DayGrid grid, DateOnly firstDay, DateOnly lastDay, double[] values)
    {
        Name = name;
        Grid = grid;
        FirstDay = firstDay;
        LastDay = lastDay;
        this.values = values;
    }

    public string Name { get; }

    public DayGrid Grid { get; }

    public DateOnly FirstDay { get; }

    public DateOnly LastDay { get; }

    /// <summary>Days of the grid from the first to the last, missing ones counted.</summary>
    public int Length => values.Length;

    public int MissingDays => values.Count(double.IsNaN);

    /// <summary>The amounts in double precision, NaN where missing.</summary>
    internal ReadOnlySpan<double> Values => values;

    /// <param name="name">For notes and errors.</param>
    /// <param name="observations">In any order, each date once. An amount on a day that the grid does not have (a payment on a holiday) counts on
    /// the next day that it has.</param>
    /// <exception cref="ArgumentException">No observation, or a date stands twice.</exception>
    public static SeriesHistory Of(string name, DayGrid grid, IEnumerable<Observation> observations)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentNullException.ThrowIfNull(observations);
        Observation[] sorted = [.. observations.OrderBy(observation => observation.Date)];
        if (sorted.Length == 0)
        {
            throw new ArgumentException($"{name}: a history needs at least one day", nameof(observations));
        }

        var amounts = new Dictionary<DateOnly, double>();
        for (var i = 0; i < sorted.Length; i++)
        {
            if (i > 0 && sorted[i].Date == sorted[i - 1].Date)
            {
                throw new ArgumentException($"{name}: {sorted[i].Date:O} stands twice", nameof(observations));
            }

            if (sorted[i].AmountMinor is { } amount)
            {
                var day = grid.OnOrAfter(sorted[i].Date);
                amounts[day] = amounts.GetValueOrDefault(day) + amount;
            }
        }

        return Align(name, grid, grid.OnOrAfter(sorted[0].Date), LastOf(grid, sorted[^1].Date, sorted[0].Date), amounts);
    }

    /// <summary>The last day of the grid that is over: an amount of a closed day after it belongs to a day that is still to come.</summary>
    private static DateOnly LastOf(DayGrid grid, DateOnly last, DateOnly first)
    {
        var day = last;
        while (!grid.Has(day) && day > first)
        {
            day = day.AddDays(-1);
        }

        return grid.OnOrAfter(day);
    }

    private static SeriesHistory Align(string name, DayGrid grid, DateOnly first, DateOnly last, Dictionary<DateOnly, double> amounts)
    {
        var days = new List<DateOnly>();
        for (var day = first; day <= last; day = grid.OnOrAfter(day.AddDays(1)))
        {
            days.Add(day);
        }

        var kept = days.Count > MaximumDays ? days[^MaximumDays..] : days;
        return new SeriesHistory(name, grid, kept[0], kept[^1], [.. kept.Select(day => amounts.TryGetValue(day, out var amount) ? amount : double.NaN)]);
    }
}
