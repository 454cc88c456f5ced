using FsCheck.Fluent;
using Settlement.Domain.Ledger;
using Settlement.Engine.Ledger;
using Settlement.Tests.Http;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Ledger;

public sealed class LedgerReplayTests(PostgresServer server)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stopped => TestContext.Current.CancellationToken;

    /// <summary>Posts random blocks, then compares the ledger with a plain replay of the same entries at each position and time.</summary>
    [Fact]
    public async Task Balances_as_of_any_moment_equal_a_replay_up_to_it()
    {
        var entries =
            from participant in Gen.Choose(1, 3)
            from currency in Gen.Elements("EUR", "JPY")
            from minor in Gen.Choose(1, 1_000)
            select (Participant: $"bank_{participant}", Currency: currency, Minor: (long)minor);
        foreach (var blocks in entries.NonEmptyListOf().Select(list => list.ToList()).ListOf().Sample(4))
        {
            await using var book = await LedgerBook.OpenAsync(server);
            var clock = new ManualClock(Start);
            var ledger = book.Ledger(time: clock);
            var replay = new List<(long Position, DateTimeOffset At, JournalEntry Entry)>();
            foreach (var block in blocks)
            {
                clock.Advance(TimeSpan.FromSeconds(10));
                var posted = block.Select((line, i) => FundingEntry.For(line.Participant, line.Currency, line.Minor, $"{replay.Count}-{i}")).ToList();
                var receipt = await ledger.PostAsync(posted, Stopped);
                replay.AddRange(posted.Select((entry, i) => (receipt.Positions[i], clock.GetUtcNow(), entry)));
            }

            for (var position = 0L; position <= replay.Count; position++)
            {
                Assert.Equal(
                    Balances(replay.Where(entry => entry.Position <= position)),
                    await book.Reader.BalancesAsync(new LedgerMoment(position, null), Stopped));
            }

            foreach (var at in replay.Select(entry => entry.At).Append(Start).Distinct())
            {
                Assert.Equal(
                    Balances(replay.Where(entry => entry.At <= at)), await book.Reader.BalancesAsync(new LedgerMoment(null, at), Stopped));
            }

            Assert.Equal(Balances(replay), await book.Reader.BalancesAsync(LedgerMoment.Now, Stopped));
        }
    }

    [Fact]
    public async Task The_journal_pages_in_both_orders_and_by_account_reference_and_moment()
    {
        await using var book = await LedgerBook.OpenAsync(server);
        var ledger = book.Ledger();
        await ledger.PostAsync([LedgerBook.Funding("bank_a", 100), LedgerBook.Funding("bank_b", 100)], Stopped);
        await ledger.PostAsync([.. Enumerable.Range(1, 5).Select(i => LedgerBook.Transfer($"t{i}", "bank_a", "bank_b", i))], Stopped);

        async Task<string> Positions(JournalQuery query) =>
            string.Join(", ", (await book.Reader.JournalAsync(query, Stopped)).Select(entry => entry.Position));
        var all = new JournalQuery(null, null, LedgerMoment.Now, null, 3, NewestFirst: false);
        Assert.Equal("1, 2, 3", await Positions(all));
        Assert.Equal("4, 5, 6", await Positions(all with { After = 3 }));
        Assert.Equal("7, 6, 5", await Positions(all with { NewestFirst = true }));
        Assert.Equal("4, 3, 2", await Positions(all with { NewestFirst = true, After = 5 }));
        Assert.Equal("1, 3, 4", await Positions(all with { Account = "settlement:bank_a" }));
        Assert.Equal("3, 4, 5", await Positions(all with { Reference = "batch_1" }));
        Assert.Equal("3", await Positions(all with { Reference = "batch_1", UpTo = new LedgerMoment(3, null) }));
        var transfer = Assert.Single(await book.Reader.JournalAsync(all with { Reference = "batch_1", Limit = 1 }, Stopped));
        Assert.Equal([new Posting("settlement:bank_a", "EUR", -1), new Posting("settlement:bank_b", "EUR", 1)], transfer.Postings);
    }

    private static List<AccountBalance> Balances(IEnumerable<(long Position, DateTimeOffset At, JournalEntry Entry)> entries) =>
    [
        .. entries.SelectMany(posted => posted.Entry.Postings)
            .GroupBy(posting => (posting.Account, posting.Currency))
            .OrderBy(group => group.Key.Account, StringComparer.Ordinal).ThenBy(group => group.Key.Currency, StringComparer.Ordinal)
            .Select(group => new AccountBalance(group.Key.Account, group.Key.Currency, group.Sum(posting => posting.AmountMinor))),
    ];
}
