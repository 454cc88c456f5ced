using Settlement.Forecasting;
using Settlement.Forecasting.Series;

namespace Settlement.Tests.Forecasting;

/// <summary>Series with known properties.</summary>
internal static class Made
{
    public static readonly DateOnly Monday = new(2024, 1, 1);

    public static DayGrid Business { get; } = DayGrid.BusinessDays("EUR");

    public static DayGrid EveryDay { get; } = DayGrid.EveryDay();

    /// <summary>Dates of the grid from a Monday on.</summary>
    public static DateOnly[] Dates(DayGrid grid, int count)
    {
        var dates = new DateOnly[count];
        var day = Monday;
        for (var i = 0; i < count; i++)
        {
            dates[i] = grid.OnOrAfter(day);
            day = dates[i].AddDays(1);
        }

        return dates;
    }

    public static SeriesHistory History(DayGrid grid, int count, Func<int, DateOnly, long?> amount) =>
        SeriesHistory.Of("made", grid, Dates(grid, count).Select((date, i) => new Observation(date, amount(i, date))));

    public static SeriesView View(DayGrid grid, int origin, int horizon, Func<int, double> value) =>
        new([.. Enumerable.Range(0, origin).Select(value)], new DaySheet(grid, Monday, origin + horizon), origin);

    /// <summary>A week's shape, a month's end and noise: what a flow looks like.</summary>
    public static long Flow(int i, DateOnly date, Random random)
    {
        var week = 1_000_000 + (200_000 * ((int)date.DayOfWeek % 3));
        var monthEnd = date.AddDays(1).Day == 1 ? 1.8 : 1;
        return (long)(week * monthEnd * Math.Exp(0.15 * Normal(random)) * (1 + (0.0005 * i)));
    }

    public static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
