using Settlement.Forecasting;
using Settlement.Forecasting.Calendar;
using Settlement.Forecasting.Methods;
using Xunit;

namespace Settlement.Tests.Forecasting;

public sealed class MethodTests
{
    private const int Horizon = 14;

    [Fact]
    public void Seasonal_naive_repeats_the_same_weekday_across_a_holiday()
    {
        // The history ends on Thursday 28 March 2024; Good Friday and Easter Monday are closed, so Tuesday 2 April comes next.
        var origin = Made.Dates(Made.Business, 100).Index().First(day => day.Item == new DateOnly(2024, 3, 28)).Index + 1;
        var dates = Made.Dates(Made.Business, origin + Horizon);
        var view = Made.View(Made.Business, origin, Horizon, i => (int)dates[i].DayOfWeek);

        Assert.Equal(dates[origin..].Select(date => (double)date.DayOfWeek), new SeasonalNaive().Forecast(view, Horizon));
        Assert.Equal(new DateOnly(2024, 4, 2), dates[origin]);
    }

    [Fact]
    public void Seasonal_median_is_not_moved_by_an_outlier()
    {
        var view = Made.View(Made.EveryDay, 70, Horizon, i => i == 66 ? 1_000_000 : i % 7);

        Assert.Equal(Enumerable.Range(0, Horizon).Select(h => (double)(h % 7)), new SeasonalMedian(8).Forecast(view, Horizon));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Exponential_smoothing_continues_a_season(bool withTrend)
    {
        var view = Made.View(Made.EveryDay, 140, Horizon, i => 100 + (10 * (i % 7)));
        var forecast = new ExponentialSmoothing(withTrend).Forecast(view, Horizon);

        Assert.All(forecast.Index(), day => Assert.Equal(100 + (10 * (day.Index % 7)), day.Item, 0.01));
    }

    [Fact]
    public void Exponential_smoothing_with_a_damped_trend_goes_on_rising_by_less_and_less()
    {
        var view = Made.View(Made.EveryDay, 140, Horizon, i => 100 + (2.0 * i));
        var forecast = new ExponentialSmoothing(withTrend: true).Forecast(view, Horizon);
        var weeks = forecast.Zip(forecast.Skip(7), (a, b) => b - a).ToArray();

        Assert.All(weeks, week => Assert.InRange(week, 3, 14));
        Assert.True(weeks[^1] < weeks[0], string.Join(' ', weeks));
    }

    [Fact]
    public void Theta_goes_on_with_half_the_slope()
    {
        var view = Made.View(Made.EveryDay, 210, Horizon, i => 50 + (3.0 * i) + (i % 7 == 2 ? 40 : 0));
        var forecast = new ThetaMethod().Forecast(view, Horizon);

        Assert.Equal(7 * 1.5, forecast[9] - forecast[2], 1e-6);
        Assert.Equal(40 + 1.5, forecast[2] - forecast[1], 1.0);
    }

    [Fact]
    public void Singular_spectrum_continues_what_obeys_a_linear_recurrence()
    {
        // A sine of the week and a constant: rank 3 of the 7 that are kept.
        static double Value(int i) => 100 + (20 * Math.Sin(2 * Math.PI * i / 7)) + (5 * Math.Cos(4 * Math.PI * i / 7));
        var view = Made.View(Made.EveryDay, 196, Horizon, Value);
        var forecast = new SingularSpectrum().Forecast(view, Horizon);

        Assert.All(forecast.Index(), day => Assert.Equal(Value(196 + day.Index), day.Item, 0.5));
    }

    [Fact]
    public void Singular_spectrum_keeps_the_weekday_across_holidays()
    {
        var dates = Made.Dates(Made.Business, 260 + Horizon);
        var view = Made.View(Made.Business, 260, Horizon, i => 100 + (10 * (int)dates[i].DayOfWeek));
        var forecast = new SingularSpectrum().Forecast(view, Horizon);

        Assert.All(forecast.Index(), day => Assert.Equal(100 + (10 * (int)dates[260 + day.Index].DayOfWeek), day.Item, 1.0));
    }

    [Fact]
    public void Fading_median_forgets_the_level_but_keeps_the_profile()
    {
        var view = Made.View(Made.EveryDay, 210, Horizon, i => (i < 190 ? 100 : 300) + (i % 7));
        var forecast = new FadingMedian(20, 70).Forecast(view, Horizon);

        Assert.All(forecast.Index(), day => Assert.Equal(300 + (day.Index % 7), day.Item, 1e-9));
    }

    [Fact]
    public void Year_ago_moves_a_forecast_by_a_fifth_of_what_last_year_did()
    {
        // Last year the level rose by 100 at step 100, 364 days before the origin.
        var view = Made.View(Made.EveryDay, 464, Horizon, i => i is >= 100 and < 200 ? 200 : 100);
        var forecast = new YearAgo(new SeasonalMedian(8)).Forecast(view, Horizon);

        Assert.Equal(120, forecast[^1], 1e-9);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Calendar_effects_are_expected_again_at_the_next_month_end(bool logarithmic)
    {
        // 2 January 2024 and ten months; the month's last open day pays three times as much.
        const int days = 205;
        var dates = Made.Dates(Made.Business, days + Horizon + 10);
        bool IsLast(int i) => dates[i].Month != dates[i + 1].Month;
        var view = Made.View(Made.Business, days, Horizon, i => IsLast(i) ? 300 : 100);
        var forecast = new CalendarAdjusted(new SeasonalMedian(8), logarithmic).Forecast(view, Horizon);

        Assert.Contains(Enumerable.Range(0, Horizon), h => IsLast(days + h));
        Assert.All(forecast.Index(), day => Assert.InRange(day.Item, IsLast(days + day.Index) ? 220 : 95, IsLast(days + day.Index) ? 305 : 105));
    }

    [Fact]
    public void Calendar_features_name_holidays_month_ends_and_the_middle_of_the_month()
    {
        // Good Friday 29 March and Easter Monday 1 April 2024 are closed: 28 March ends the month and the quarter, before a holiday.
        Assert.Equal([3, 6, 8], CalendarFeatures.Of(Made.Business, new DateOnly(2024, 3, 28)));
        Assert.Equal([0, 9], CalendarFeatures.Of(Made.Business, new DateOnly(2024, 4, 2)));

        // 15 June 2024 is a Saturday.
        Assert.Equal([7], CalendarFeatures.Of(Made.Business, new DateOnly(2024, 6, 17)));
        Assert.Empty(CalendarFeatures.Of(Made.Business, new DateOnly(2024, 6, 18)));
    }

    [Fact]
    public void Every_calendar_feature_has_an_effect_of_its_own()
    {
        foreach (var grid in new[] { Made.Business, DayGrid.EveryDay(new HashSet<DateOnly> { new(2024, 5, 1) }) })
        {
            var seen = Made.Dates(grid, 366).SelectMany(date => CalendarFeatures.Of(grid, date)).Distinct().Order();

            Assert.Equal(Enumerable.Range(0, CalendarFeatures.Count(grid)), seen);
        }
    }
}
