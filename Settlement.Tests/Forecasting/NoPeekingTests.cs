using Settlement.Forecasting.Backtesting;
using Settlement.Forecasting.Methods;
using Settlement.Forecasting.Series;
using Xunit;

namespace Settlement.Tests.Forecasting;

public sealed class NoPeekingTests
{
    private const int Length = 150;
    private const int Horizon = 14;

    private static readonly MethodPool Pool = MethodPool.For(nonNegative: true);

    public static TheoryData<string> Methods() => [.. Pool.Methods.Select(method => method.Name)];

    [Fact]
    public void A_view_throws_at_its_origin_and_past_it()
    {
        var view = new SeriesView([1, 2, 3, 4], new DaySheet(Made.EveryDay, Made.Monday, 4), 2);

        Assert.Equal(2, view[1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => view[2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => view[3]);
        Assert.Throws<ArgumentOutOfRangeException>(() => view[-1]);
        Assert.Equal(2, view.Filled().Length);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void What_comes_after_the_origin_changes_no_methods_forecast(string name)
    {
        var method = Pool.Methods.Single(one => one.Name == name);
        var history = Values();
        for (var origin = Length / 2; origin <= Length - Horizon; origin += 23)
        {
            Assert.Equal(Forecast(method, history[..origin], origin), Forecast(method, WithOtherFuture(history, origin), origin));
        }
    }

    [Theory]
    [InlineData(100)]
    [InlineData(110)]
    [InlineData(125)]
    public void No_combination_of_the_past_knew_what_came_later(int until)
    {
        var honest = Record(Values());
        var other = Record(WithOtherFuture(Values(), until));
        var early = honest.Judged.Where(judged => judged.Origin <= until).Select(judged => (judged.Origin, judged.Ahead, judged.Forecast, judged.Naive)).ToArray();

        Assert.NotEmpty(early);
        Assert.Equal(early, other.Judged.Where(judged => judged.Origin <= until).Select(judged => (judged.Origin, judged.Ahead, judged.Forecast, judged.Naive)));
    }

    [Fact]
    public void Every_forecaster_of_the_project_is_in_the_pool_that_is_tested()
    {
        var tried = Pool.Methods.Select(method => method.GetType()).ToHashSet();
        var all = typeof(IPointForecaster).Assembly.GetTypes().Where(type => type.IsClass && typeof(IPointForecaster).IsAssignableFrom(type));

        // These two are only used inside a CalendarAdjusted, which the names of the pool show.
        Assert.All(all, type => Assert.True(tried.Contains(type) || type == typeof(FadingMedian) || type == typeof(YearAgo), type.Name));
        Assert.Contains(Pool.Methods, method => method.Name.EndsWith("fading-median-year-ago", StringComparison.Ordinal));
    }

    [Fact]
    public void A_missing_day_is_filled_from_what_came_before_it()
    {
        var values = Values();
        values[100] = double.NaN;
        var early = new SeriesView(values, new DaySheet(Made.Business, Made.Monday, Length), 101).Filled()[100];
        var late = new SeriesView(WithOtherFuture(values, 101), new DaySheet(Made.Business, Made.Monday, Length), Length).Filled()[100];

        Assert.False(double.IsNaN(early));
        Assert.Equal(early, late);
    }

    private static double[] Forecast(IPointForecaster method, double[] values, int origin)
    {
        var view = new SeriesView(values, new DaySheet(Made.Business, Made.Monday, Length), origin);
        return method.CanForecast(view) ? method.Forecast(view, Horizon) : [];
    }

    private static TrackRecord Record(double[] values)
    {
        var backtest = Backtest.Run(values, new DaySheet(Made.Business, Made.Monday, Length + Horizon), Horizon, 12, Pool, TestContext.Current.CancellationToken);
        return TrackRecord.Of(backtest, values, Pool.Methods.Count);
    }

    private static double[] Values()
    {
        var random = new Random(7);
        return [.. Made.Dates(Made.Business, Length).Select((date, i) => (double)Made.Flow(i, date, random))];
    }

    private static double[] WithOtherFuture(double[] values, int origin) =>
        [.. values.Select((value, i) => i < origin ? value : 1e12 - (3 * value))];
}
