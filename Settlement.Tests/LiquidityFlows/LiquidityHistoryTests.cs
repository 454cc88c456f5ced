using Settlement.Domain.Ledger;
using Settlement.Engine.Liquidity;
using Settlement.Forecasting.Flows;
using Settlement.Tests.Ledger;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.LiquidityFlows;

public sealed class LiquidityHistoryTests(PostgresServer server)
{
    /// <summary>Frankfurt is an hour ahead of UTC in November: 23:30 UTC is the next day there.</summary>
    private static readonly DateTimeOffset Monday = new(2026, 11, 22, 23, 0, 0, TimeSpan.Zero);

    private static readonly DateOnly FirstDay = new(2026, 11, 23);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Rolled_in_pieces_the_days_are_those_of_the_journal_movement_by_movement(int seed)
    {
        await using var book = await LedgerBook.OpenAsync(server);
        var history = new LiquidityHistory(book.Database.DataSource);
        var random = new Random(seed);
        var movements = new List<(DateTimeOffset At, long Minor)>();
        var at = Monday;
        for (var number = 0; number < 120; number++)
        {
            at += TimeSpan.FromMinutes(random.Next(1, 90));
            var (minor, isOut) = (random.Next(1, 10_000), random.Next(2) == 0);
            var entry = isOut ? LedgerBook.Transfer($"w{number}", "a", "b", minor) : LedgerBook.Transfer($"w{number}", "b", "a", minor);
            await book.Ledger(new() { AllowOverdraft = true }, new FixedTime(at)).PostAsync([entry], CancellationToken.None);
            movements.Add((at, isOut ? -minor : minor));
            if (random.Next(5) == 0)
            {
                await history.RollForwardAsync(CancellationToken.None);
            }
        }

        // Funding moves a balance and is no payment.
        await book.Ledger(time: new FixedTime(at)).PostAsync([LedgerBook.Funding("a", 1_000_000)], CancellationToken.None);
        await history.RollForwardAsync(CancellationToken.None);
        var rolled = await history.ReadAsync("EUR", "a", FirstDay, FirstDay.AddDays(30), CancellationToken.None);

        var expected = movements.GroupBy(movement => DateOnly.FromDateTime(movement.At.UtcDateTime.AddHours(1)))
            .ToDictionary(day => day.Key, day => FlowDay.Of(day.Key, day.Select(movement => (movement.At.UtcDateTime.AddHours(1).Hour, movement.Minor))));
        Assert.Equal(expected.Count, rolled.Count(day => day.Hours.Count > 0));
        Assert.All(rolled.Where(day => day.Hours.Count > 0), day =>
        {
            var same = expected[day.Date];
            Assert.Equal((same.InflowMinor, same.OutflowMinor, same.NeedMinor), (day.InflowMinor, day.OutflowMinor, day.NeedMinor));
            Assert.Equal(same.Hours, day.Hours);
        });
    }

    [Fact]
    public async Task A_business_day_without_movements_is_zero_where_the_ledger_was_in_use_and_unknown_where_it_was_not()
    {
        await using var book = await LedgerBook.OpenAsync(server);
        var history = new LiquidityHistory(book.Database.DataSource);
        await PostAsync(book, LedgerBook.Transfer("one", "a", "b", 5), Monday.AddHours(10));
        await PostAsync(book, LedgerBook.Transfer("other", "c", "d", 5), Monday.AddDays(1).AddHours(10));
        await PostAsync(book, LedgerBook.Transfer("two", "a", "b", 7), Monday.AddDays(3).AddHours(10));
        await history.RollForwardAsync(CancellationToken.None);

        var days = await history.ReadAsync("EUR", "a", FirstDay, FirstDay.AddDays(10), CancellationToken.None);

        Assert.Equal([(FirstDay, 5L), (FirstDay.AddDays(1), 0L), (FirstDay.AddDays(3), 7L)], days.Select(day => (day.Date, day.OutflowMinor)));
    }

    [Fact]
    public async Task All_together_need_what_each_needs()
    {
        await using var book = await LedgerBook.OpenAsync(server);
        var history = new LiquidityHistory(book.Database.DataSource);
        await PostAsync(book, LedgerBook.Transfer("there", "a", "b", 100), Monday.AddHours(9));
        await PostAsync(book, LedgerBook.Transfer("on", "c", "d", 30), Monday.AddHours(10));
        await PostAsync(book, LedgerBook.Transfer("back", "b", "a", 100), Monday.AddHours(11));
        await history.RollForwardAsync(CancellationToken.None);

        var day = Assert.Single(await history.ReadAsync("EUR", null, FirstDay, FirstDay, CancellationToken.None));

        Assert.Equal((230, 230, 130), (day.InflowMinor, day.OutflowMinor, day.NeedMinor ?? 0));
    }

    private static Task PostAsync(LedgerBook book, JournalEntry entry, DateTimeOffset at) =>
        book.Ledger(new() { AllowOverdraft = true }, new FixedTime(at)).PostAsync([entry], CancellationToken.None);

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
