using Settlement.Forecasting;
using Xunit;

namespace Settlement.Tests.Forecasting;

public sealed class SeriesHistoryTests
{
    [Fact]
    public void An_amount_of_a_closed_day_counts_on_the_next_open_one()
    {
        // Saturday 6 and Monday 8 January 2024.
        var history = SeriesHistory.Of(
            "weekend", Made.Business, [new(new DateOnly(2024, 1, 5), 1), new(new DateOnly(2024, 1, 6), 20), new(new DateOnly(2024, 1, 8), 300)]);

        Assert.Equal([1, 320], history.Values.ToArray());
    }

    [Fact]
    public void An_amount_of_a_closed_day_at_the_end_waits_for_the_day_to_come()
    {
        var history = SeriesHistory.Of("weekend", Made.Business, [new(new DateOnly(2024, 1, 5), 1), new(new DateOnly(2024, 1, 6), 20)]);

        Assert.Equal(new DateOnly(2024, 1, 5), history.LastDay);
        Assert.Equal([1], history.Values.ToArray());
    }

    [Fact]
    public void A_day_that_nobody_gave_is_missing()
    {
        var history = SeriesHistory.Of("gap", Made.EveryDay, [new(new DateOnly(2024, 1, 1), 1), new(new DateOnly(2024, 1, 4), 4)]);

        Assert.Equal(4, history.Length);
        Assert.Equal(2, history.MissingDays);
    }

    [Fact]
    public void A_date_that_stands_twice_is_refused() => Assert.Throws<ArgumentException>(
        () => SeriesHistory.Of("twice", Made.EveryDay, [new(new DateOnly(2024, 1, 1), 1), new(new DateOnly(2024, 1, 1), 2)]));

    [Fact]
    public void An_empty_history_is_refused() => Assert.Throws<ArgumentException>(() => SeriesHistory.Of("none", Made.EveryDay, []));

    [Fact]
    public void More_than_ten_years_are_cut_at_the_old_end()
    {
        var history = SeriesHistory.Of("long", Made.EveryDay, [new(new DateOnly(1990, 1, 1), 1), new(new DateOnly(2024, 1, 1), 4)]);

        Assert.Equal(SeriesHistory.MaximumDays, history.Length);
        Assert.Equal(new DateOnly(2024, 1, 1), history.LastDay);
    }
}
