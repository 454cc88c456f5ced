using Settlement.Forecasting.Flows;
using Settlement.Forecasting.Intraday;
using Xunit;

namespace Settlement.Tests.Forecasting;

public sealed class FlowForecasterTests
{
    [Fact]
    public void The_need_is_the_worst_moment_of_a_day_not_of_an_hour()
    {
        // Paid 500 and received 800 within the hour of 9: its sum hides that 400 were needed.
        var day = FlowDay.Of(Made.Monday, [(8, 100), (9, -500), (9, 800), (15, -450)]);

        Assert.Equal(400, day.NeedMinor);
        Assert.Equal((900L, 950L, -50L), (day.InflowMinor, day.OutflowMinor, day.NetMinor));
        Assert.Equal([new HourFlow(8, 100, 0), new HourFlow(9, 800, 500), new HourFlow(15, 0, 450)], day.Hours);
    }

    [Fact]
    public void A_day_that_only_receives_needs_nothing() => Assert.Equal(0, FlowDay.Of(Made.Monday, [(8, 100), (9, 1)]).NeedMinor);

    [Fact]
    public void Inflow_outflow_net_and_need_are_forecast_for_the_same_days()
    {
        var forecast = FlowForecaster.Forecast("bank_a EUR", Made.Business, History(80), 10, stopped: TestContext.Current.CancellationToken);

        Assert.All(
            new[] { forecast.Inflow, forecast.Outflow, forecast.Net, forecast.Need! },
            one => Assert.Equal(forecast.Inflow.Points.Select(point => point.Date), one.Points.Select(point => point.Date)));
        Assert.Equal("bank_a EUR need", forecast.Need!.Series);
        Assert.All(forecast.Inflow.Points, point => Assert.InRange(point.AmountMinor, 800_000, 1_400_000));
        Assert.All(forecast.Net.Points, point => Assert.InRange(point.AmountMinor, -400_000, 400_000));
        Assert.All(forecast.Need.Points, point => Assert.InRange(point.AmountMinor, 300_000, 1_000_000));
    }

    [Fact]
    public void Without_hours_no_need_is_forecast()
    {
        FlowDay[] history = [.. History(30).Select(day => day with { NeedMinor = null, Hours = [] })];

        Assert.Null(FlowForecaster.Forecast("sums", Made.Business, history, 5, stopped: TestContext.Current.CancellationToken).Need);
    }

    [Fact]
    public void Hours_take_the_shares_of_past_days_and_add_up_to_the_day()
    {
        var forecast = IntradayForecaster.Forecast(History(60), Day(60), 1_000_000, 1_200_000);

        Assert.Equal([8, 11, 14], forecast.Hours.Select(hour => hour.Hour));
        Assert.InRange(forecast.Hours.Sum(hour => hour.InflowMinor), 999_998, 1_000_002);
        Assert.InRange(forecast.Hours.Sum(hour => hour.OutflowMinor), 1_199_998, 1_200_002);
        Assert.InRange(forecast.Hours[0].OutflowMinor, 715_000, 725_000);
        Assert.Equal(8, forecast.WorstHour);
        Assert.Equal(-forecast.Hours[0].PositionMinor, forecast.NeedMinor);
        Assert.All(forecast.Hours, hour => Assert.True(hour.Position80!.Value.LowMinor < hour.Position80.Value.HighMinor));
    }

    [Fact]
    public void Hours_that_are_over_are_taken_as_they_were_and_set_the_pace_of_the_rest()
    {
        var history = History(60);
        HourFlow[] known = [new(8, 0, 1_440_000)];
        var morning = IntradayForecaster.Forecast(history, Day(60), 1_000_000, 1_200_000);
        var later = IntradayForecaster.Forecast(history, Day(60), 1_000_000, 1_200_000, known, now: 11);

        Assert.True(later.Hours[0].IsKnown);
        Assert.Equal(1_440_000, later.Hours[0].OutflowMinor);
        Assert.Null(later.Hours[0].Position80);
        Assert.InRange(later.Hours[2].OutflowMinor, 1.4 * morning.Hours[2].OutflowMinor, 1.8 * morning.Hours[2].OutflowMinor);
        Assert.Equal(1_440_000, later.NeedMinor);
    }

    [Fact]
    public void What_has_come_of_the_hour_under_way_is_not_expected_again()
    {
        var forecast = IntradayForecaster.Forecast(History(60), Day(60), 1_000_000, 1_200_000, [new(8, 0, 720_000)], now: 11);

        var rest = RestOfDay.Of(forecast, [new(8, 0, 720_000), new(11, 900_000, 5)], now: 11);

        Assert.Equal([11, 14], rest.Select(hour => hour.Hour));
        Assert.Equal(new HourFlow(11, forecast.Hours[1].InflowMinor - 900_000, 0), rest[0]);
        Assert.Equal(forecast.Hours[2].OutflowMinor, rest[1].OutflowMinor);
    }

    [Fact]
    public void Positions_within_the_day_stay_in_their_interval_as_often_as_it_says()
    {
        var history = History(260);
        int inside = 0, all = 0;
        for (var day = 100; day < 260; day++)
        {
            var totals = history.Skip(day - 40).Take(40).ToArray();
            var forecast = IntradayForecaster.Forecast(
                [.. history.Take(day)], history[day].Date, Median(totals.Select(one => one.InflowMinor)), Median(totals.Select(one => one.OutflowMinor)));
            var position = 0L;
            foreach (var hour in history[day].Hours)
            {
                position += hour.InflowMinor - hour.OutflowMinor;
                inside += forecast.Hours.Single(one => one.Hour == hour.Hour).Position80!.Value.Covers(position) ? 1 : 0;
                all++;
            }
        }

        Assert.InRange((double)inside / all, 0.75, 0.86);
    }

    [Fact]
    public void Funds_are_wanted_before_the_hour_in_which_they_run_out_and_not_at_the_lowest_point()
    {
        var history = Enumerable.Range(0, 8).Select(week => FlowDay.Of(Made.Monday.AddDays(7 * week), [(8, -600), (12, -300), (15, -100), (17, 1_000)])).ToList();

        var day = IntradayForecaster.Forecast(history, Made.Monday.AddDays(56), 1_000, 1_000);

        Assert.Equal(15, day.WorstHour);
        Assert.Equal([8, 12, 15, null], new long[] { 599, 600, 999, 1_000 }.Select(funds => day.FirstHourShort(1_000, funds)));
        Assert.Equal(12, day.FirstHourShort(2_000, 1_200));
        Assert.Null((day with { WorstHour = null, NeedMinor = 0 }).FirstHourShort(1_000, 0));
    }

    [Fact]
    public void A_day_without_history_has_no_hours()
    {
        var forecast = IntradayForecaster.Forecast([], Made.Monday, 10, 20);

        Assert.Empty(forecast.Hours);
        Assert.Equal((0L, 0), (forecast.NeedMinor, forecast.ProfileDays));
    }

    private static long Median(IEnumerable<long> values) => values.Order().ElementAt(20);

    private static DateOnly Day(int index) => Made.Dates(Made.Business, index + 1)[index];

    /// <summary>Pays 60 % of its outflow at 8, receives everything at 11, pays the rest at 14.</summary>
    private static FlowDay[] History(int days)
    {
        var random = new Random(11);
        return
        [
            .. Made.Dates(Made.Business, days).Select(date =>
            {
                var inflow = (long)(1_000_000 * Math.Exp(0.1 * Made.Normal(random)));
                var outflow = (long)(1_000_000 * Math.Exp(0.1 * Made.Normal(random)));
                return FlowDay.Of(date, [(8, -(outflow * 6 / 10)), (11, inflow), (14, -(outflow * 4 / 10))]);
            }),
        ];
    }
}
