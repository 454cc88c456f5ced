using Settlement.Engine.Liquidity;
using Settlement.Forecasting;
using Settlement.Forecasting.Flows;
using Settlement.Tests.Ledger;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.LiquidityFlows;

/// <summary>Kept forecasts are judged by the ledger. Of the days from Monday to Wednesday the first two are over.</summary>
public sealed class ForecastAccuracyTests(PostgresServer server)
{
    private static readonly DateOnly Friday = new(2026, 11, 20);
    private static readonly DateOnly Monday = new(2026, 11, 23);

    [Fact]
    public async Task A_kept_forecast_is_judged_by_what_came_with_closed_days_counted_on_the_next_open_one()
    {
        await using var book = await LedgerBook.OpenAsync(server);
        var store = new ForecastStore(book.Database.DataSource);
        await store.SaveAsync(
            new StoredForecast("EUR", "a", Friday, DateTimeOffset.UnixEpoch, new FlowForecast(Of("inflow", 0, 0, 0), Of("outflow", 100, 50, 7), Of("net", -100, -50, 0), null)),
            CancellationToken.None);
        await PostAsync(book, "saturday", "a", 30, -2);
        await PostAsync(book, "monday", "a", 90, 0);
        await PostAsync(book, "tuesday", "c", 5, 1);
        await new LiquidityHistory(book.Database.DataSource).RollForwardAsync(CancellationToken.None);

        var rows = await store.AccuracyAsync("EUR", "a", Monday.AddDays(1), CancellationToken.None);

        // 100 was said and 120 came, within 51 to 149; then 50 was said, and nothing came on a day on which others moved.
        Assert.Equal(
            [(1, 1, 20.0, 20.0 / 120, 1.0), (2, 1, 50.0, null, 0.0), (null, 2, 35.0, 70.0 / 120, 0.5)],
            rows.Where(row => row.Measure == "outflow").Select(row => (row.Lead, row.Days, row.MeanAbsoluteErrorMinor, row.WeightedError, row.Covered)).ToArray<(int?, long, double, double?, double?)>());
        Assert.Equal(["inflow", "net", "outflow"], rows.Where(row => row.Lead is null).Select(row => row.Measure));
        Assert.Empty(await store.AccuracyAsync("EUR", "a", Friday, CancellationToken.None));
        Assert.Empty(await store.AccuracyAsync("EUR", null, Monday.AddDays(1), CancellationToken.None));
    }

    private static Forecast Of(string measure, params long[] amounts) => new(
        measure, Friday, [.. amounts.Select((minor, i) => new ForecastPoint(Monday.AddDays(i), minor, [new PredictionInterval(80, minor - 49, minor + 49)], []))], "made",
        ForecastSkill.Unknown, [], []);

    /// <param name="day">After Monday; noon in Frankfurt.</param>
    private static Task PostAsync(LedgerBook book, string key, string from, long minor, int day) =>
        book.Ledger(new() { AllowOverdraft = true }, new FixedTime(new DateTimeOffset(Monday.AddDays(day), new TimeOnly(11, 0), TimeSpan.Zero)))
            .PostAsync([LedgerBook.Transfer(key, from, "z", minor)], CancellationToken.None);

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
