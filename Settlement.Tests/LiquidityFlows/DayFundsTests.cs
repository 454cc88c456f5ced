using Settlement.Domain.Ledger;
using Settlement.Engine.Liquidity;
using Settlement.Tests.Ledger;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.LiquidityFlows;

public sealed class DayFundsTests(PostgresServer server)
{
    /// <summary>Midnight from Wednesday to Thursday in Frankfurt; a weekend follows.</summary>
    private static readonly DateTimeOffset Start = new(2026, 11, 18, 23, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Funds_are_the_balance_of_the_days_start_and_what_was_paid_in_since_however_far_the_history_is_rolled(int seed)
    {
        await using var book = await LedgerBook.OpenAsync(server);
        var history = new LiquidityHistory(book.Database.DataSource);
        var random = new Random(seed);
        var posted = new List<(DateTimeOffset At, bool IsWire, long Minor)>();
        var at = Start;
        for (var number = 0; number < 60; number++)
        {
            at += TimeSpan.FromMinutes(random.Next(5, 360));
            var (minor, kind) = (random.Next(1, 10_000), random.Next(5));
            var entry = kind switch
            {
                0 => LedgerBook.Funding("a", minor, $"f{number}"),
                1 or 2 => LedgerBook.Transfer($"w{number}", "b", "a", minor),
                _ => LedgerBook.Transfer($"w{number}", "a", "b", minor),
            };
            await book.Ledger(new() { AllowOverdraft = true }, new FixedTime(at)).PostAsync([entry], CancellationToken.None);
            posted.Add((at, entry.Kind == EntryKind.Wire, kind > 2 ? -minor : minor));
            if (random.Next(4) == 0)
            {
                await history.RollForwardAsync(CancellationToken.None);
            }

            // Looked at some time later, perhaps on another day.
            var now = at + TimeSpan.FromMinutes(random.Next(0, 600));
            var start = DayStart(now);
            var expected = posted.Where(one => one.At < start || !one.IsWire).Sum(one => one.Minor);
            var funds = await new DayFunds(book.Database.DataSource, new FixedTime(now)).ReadAsync(["EUR", "EUR"], random.Next(2) == 0 ? "a" : null, CancellationToken.None);
            Assert.Equal(expected, funds[("a", "EUR")]);
        }
    }

    [Fact]
    public async Task Who_asks_for_no_currency_or_an_unknown_participant_gets_nothing()
    {
        await using var book = await LedgerBook.OpenAsync(server);
        await book.Ledger().PostAsync([LedgerBook.Funding("a", 5)], CancellationToken.None);
        var funds = new DayFunds(book.Database.DataSource, TimeProvider.System);

        Assert.Empty(await funds.ReadAsync([], null, CancellationToken.None));
        Assert.Empty(await funds.ReadAsync(["EUR"], "nobody", CancellationToken.None));
        Assert.Equal(5, Assert.Single(await funds.ReadAsync(["EUR", "USD"], null, CancellationToken.None)).Value);
    }

    /// <summary>Frankfurt is an hour ahead of UTC; what moves from Saturday on counts on Monday.</summary>
    private static DateTimeOffset DayStart(DateTimeOffset now)
    {
        var there = now.ToOffset(TimeSpan.FromHours(1));
        var day = there - there.TimeOfDay;
        return day.DayOfWeek switch { DayOfWeek.Sunday => day.AddDays(-1), DayOfWeek.Monday => day.AddDays(-2), _ => day };
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
