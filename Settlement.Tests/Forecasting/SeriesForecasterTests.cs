using Settlement.Forecasting;
using Xunit;

namespace Settlement.Tests.Forecasting;

public sealed class SeriesForecasterTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(12)]
    public void A_short_history_gives_the_naive_forecast_and_says_so(int days)
    {
        var forecast = Forecast(Made.History(Made.Business, days, (i, _) => 100 + i), 14);

        Assert.Equal("seasonal-naive", forecast.Method);
        Assert.Contains(ForecastCaveat.ShortHistory, forecast.Caveats);
        Assert.Contains(ForecastCaveat.NoIntervals, forecast.Caveats);
        Assert.Equal(0, forecast.Skill.Origins);
        Assert.Equal(14, forecast.Points.Count);
        Assert.All(forecast.Points, point => Assert.InRange(point.AmountMinor, 100, 100 + days));
        Assert.All(forecast.Points, point => Assert.Null(point.ProbabilityAbove(1)));
    }

    [Fact]
    public void Sixty_days_are_enough_for_a_judged_forecast_with_intervals()
    {
        var random = new Random(1);
        var forecast = Forecast(Made.History(Made.Business, 43, (i, date) => Made.Flow(i, date, random)), 7);

        Assert.Equal(SeriesForecaster.CombinationName, forecast.Method);
        Assert.True(forecast.Skill.Score > 0);
        Assert.True(forecast.Skill.Origins >= 5);
        Assert.Equal(1, forecast.Weights.Sum(weight => weight.Weight), 1e-9);
        Assert.All(forecast.Points, point => Assert.True(point.Interval(80) is { } range && range.Covers(point.AmountMinor), point.ToString()));
    }

    [Fact]
    public void Where_nothing_beats_the_naive_forecast_it_is_used_and_says_so()
    {
        // Every week is the last one again, exactly: its error is nothing.
        var forecast = Forecast(Made.History(Made.EveryDay, 120, (i, _) => 100 + (i % 7 * 10)), 14);

        Assert.Equal("seasonal-naive", forecast.Method);
        Assert.Contains(ForecastCaveat.NoSkill, forecast.Caveats);
        Assert.Equal(0, forecast.Skill.Score);
        Assert.True(forecast.Skill.Origins > 0);
        Assert.Equal(Enumerable.Range(120, 14).Select(i => 100L + (i % 7 * 10)), forecast.Points.Select(point => point.AmountMinor));
    }

    [Fact]
    public void Skill_asked_for_and_not_reached_gives_the_naive_forecast()
    {
        var random = new Random(2);
        var history = Made.History(Made.Business, 90, (i, date) => Made.Flow(i, date, random));
        var forecast = SeriesForecaster.Forecast(history, 5, new ForecastOptions { MinimumSkill = 0.99 }, TestContext.Current.CancellationToken);

        Assert.Equal("seasonal-naive", forecast.Method);
        Assert.Equal(0, forecast.Skill.Score);
        Assert.Equal(forecast.Skill.NaiveMeanAbsoluteErrorMinor, forecast.Skill.MeanAbsoluteErrorMinor);
    }

    [Fact]
    public void Days_without_payments_are_forecast_as_zero()
    {
        var forecast = Forecast(Made.History(Made.Business, 90, (_, _) => 0), 10);

        Assert.Contains(ForecastCaveat.OnlyZeros, forecast.Caveats);
        Assert.All(forecast.Points, point => Assert.Equal(0, point.AmountMinor));
        Assert.All(forecast.Points, point => Assert.Equal(new PredictionInterval(80, 0, 0), point.Interval(80)));
    }

    [Fact]
    public void Weekdays_without_payments_stay_empty_beside_those_with()
    {
        // Salaries on Fridays, nothing else.
        var random = new Random(3);
        var forecast = Forecast(
            Made.History(Made.EveryDay, 140, (_, date) => date.DayOfWeek == DayOfWeek.Friday ? 1_000_000 + random.Next(50_000) : 0), 14);

        Assert.All(
            forecast.Points,
            point => Assert.InRange(point.AmountMinor, point.Date.DayOfWeek == DayOfWeek.Friday ? 900_000 : 0, point.Date.DayOfWeek == DayOfWeek.Friday ? 1_100_000 : 20_000));
    }

    [Fact]
    public void Missing_days_are_filled_and_many_are_told()
    {
        var (whole, gaps) = (new Random(4), new Random(4));
        var full = Forecast(Made.History(Made.Business, 150, (i, date) => Made.Flow(i, date, whole)), 10);
        var holed = Forecast(Made.History(Made.Business, 150, (i, date) => Made.Flow(i, date, gaps) is var flow && i % 6 == 3 ? null : flow), 10);

        Assert.Contains(ForecastCaveat.ManyMissingDays, holed.Caveats);
        Assert.DoesNotContain(ForecastCaveat.ManyMissingDays, full.Caveats);
        Assert.All(full.Points.Zip(holed.Points), pair => Assert.InRange(pair.Second.AmountMinor, 0.75 * pair.First.AmountMinor, 1.35 * pair.First.AmountMinor));
    }

    [Fact]
    public void A_new_level_is_followed_within_three_weeks_and_told()
    {
        var random = new Random(5);
        var forecast = Forecast(
            Made.History(Made.Business, 150, (i, date) => Made.Flow(0, date, random) * (i >= 135 ? 4 : 1)), 10);

        Assert.Contains(ForecastCaveat.LevelShift, forecast.Caveats);
        Assert.All(forecast.Points, point => Assert.True(point.AmountMinor > 2_500_000, point.ToString()));
    }

    [Fact]
    public void A_steady_series_shows_no_shift()
    {
        var random = new Random(6);

        Assert.DoesNotContain(
            ForecastCaveat.LevelShift, Forecast(Made.History(Made.Business, 100, (_, date) => Made.Flow(0, date, random)), 5).Caveats);
    }

    [Fact]
    public void A_net_position_may_be_negative_and_a_flow_may_not()
    {
        var random = new Random(8);
        var history = Made.History(Made.Business, 120, (_, _) => (long)(1_000 * Made.Normal(random)) - 2_000);
        var net = SeriesForecaster.Forecast(history, 5, new ForecastOptions { NonNegative = false }, TestContext.Current.CancellationToken);

        Assert.All(net.Points, point => Assert.InRange(point.AmountMinor, -3_000, -1_000));
        Assert.All(net.Points, point => Assert.True(point.Interval(80)!.Value.LowMinor < point.Interval(80)!.Value.HighMinor));
        Assert.All(Forecast(history, 5).Points, point => Assert.Equal(0, point.AmountMinor));
    }

    [Fact]
    public void Amounts_at_the_end_of_the_range_do_not_overflow()
    {
        var forecast = Forecast(Made.History(Made.EveryDay, 60, (i, _) => i % 2 == 0 ? long.MaxValue : long.MaxValue / 2), 14);

        Assert.All(forecast.Points, point => Assert.True(point.AmountMinor > 0));
    }

    [Fact]
    public void Equal_histories_give_equal_forecasts_whatever_the_order_of_days()
    {
        var random = new Random(9);
        Observation[] days = [.. Made.Dates(Made.Business, 90).Select((date, i) => new Observation(date, Made.Flow(i, date, random)))];
        var forward = Forecast(SeriesHistory.Of("one", Made.Business, days), 7);
        var backward = Forecast(SeriesHistory.Of("one", Made.Business, days.Reverse()), 7);

        Assert.Equal(forward.Points.Select(point => point.AmountMinor), backward.Points.Select(point => point.AmountMinor));
        Assert.Equal(forward.Points.SelectMany(point => point.Quantiles), backward.Points.SelectMany(point => point.Quantiles));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(ForecastOptions.MaximumHorizon + 1)]
    public void A_horizon_out_of_range_is_refused(int horizon) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Forecast(Made.History(Made.EveryDay, 30, (i, _) => i), horizon));

    [Fact]
    public void Points_are_the_open_days_after_the_last_known_one()
    {
        var history = SeriesHistory.Of("easter", Made.Business, [new Observation(new DateOnly(2024, 3, 27), 5), new Observation(new DateOnly(2024, 3, 28), 6)]);

        Assert.Equal([new DateOnly(2024, 4, 2), new DateOnly(2024, 4, 3)], Forecast(history, 2).Points.Select(point => point.Date));
    }

    private static Forecast Forecast(SeriesHistory history, int horizon) =>
        SeriesForecaster.Forecast(history, horizon, stopped: TestContext.Current.CancellationToken);
}
