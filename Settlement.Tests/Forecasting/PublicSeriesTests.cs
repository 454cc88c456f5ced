using System.Globalization;
using Settlement.Forecasting;
using Settlement.Tests.Reference;
using Xunit;

namespace Settlement.Tests.Forecasting;

/// <summary>A few of the public series that <c>./bench forecast</c> measures in full.</summary>
public sealed class PublicSeriesTests
{
    [Fact]
    public void Cash_withdrawals_are_forecast_better_than_naively()
    {
        const int horizon = 56;
        double[] values = [.. Nn5("T1").Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        var origin = values.Length - horizon;
        var history = SeriesHistory.Of(
            "T1", Made.EveryDay, values.Take(origin).Select((value, i) => new Observation(new DateOnly(1996, 3, 18).AddDays(i), (long)(value * 1e6))));
        var forecast = SeriesForecaster.Forecast(history, horizon, stopped: TestContext.Current.CancellationToken);
        var error = forecast.Points.Select((point, h) => Math.Abs((point.AmountMinor / 1e6) - values[origin + h])).Average();
        var naive = Enumerable.Range(0, horizon).Average(h => Math.Abs(values[origin - 7 + (h % 7)] - values[origin + h]));

        Assert.True(error < naive, $"{error} against {naive}");
        Assert.InRange(forecast.Skill.Score, 0.05, 0.9);
    }

    [Fact]
    public void Treasury_withdrawals_are_forecast_within_half_of_their_size()
    {
        const int horizon = 10;
        var rows = PublishedData.Lines("forecast/us-treasury-tga-daily-to-2023.csv").Skip(1).Select(PublishedData.Cells).Where(cells => cells[4].Length > 0)
            .Select(cells => new Observation(
                DateOnly.ParseExact(cells[0], "yyyy-MM-dd", CultureInfo.InvariantCulture), long.Parse(cells[4], CultureInfo.InvariantCulture))).ToArray();
        double error = 0, sum = 0;
        foreach (var origin in new[] { 200, 280, 360 })
        {
            var history = SeriesHistory.Of("withdrawals", DayGrid.BusinessDays("USD"), rows.Take(origin));
            var forecast = SeriesForecaster.Forecast(history, horizon, stopped: TestContext.Current.CancellationToken);

            Assert.Equal(rows.Skip(origin).Take(horizon).Select(row => row.Date), forecast.Points.Select(point => point.Date));
            error += forecast.Points.Select((point, h) => Math.Abs(point.AmountMinor - rows[origin + h].AmountMinor!.Value)).Sum();
            sum += rows.Skip(origin).Take(horizon).Sum(row => row.AmountMinor!.Value);
        }

        Assert.InRange(error / sum, 0, 0.55);
    }

    private static string[] Nn5(string name) =>
        PublishedData.Lines("forecast/nn5_daily_first60.tsf").Single(line => line.StartsWith(name + ":", StringComparison.Ordinal)).Split(':')[^1].Split(',');
}
