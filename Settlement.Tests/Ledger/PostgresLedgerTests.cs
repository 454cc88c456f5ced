using Settlement.Domain.Ledger;
using Settlement.Engine.Ledger;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Ledger;

public sealed class PostgresLedgerTests(PostgresServer server)
{
    private static CancellationToken Stopped => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_entry_gets_the_next_position_and_moves_both_balances()
    {
        await using var book = await LedgerBook.OpenAsync(server);
        var receipt = await book.Ledger().PostAsync([LedgerBook.Funding("bank_a", 500), LedgerBook.Transfer("t1", "bank_a", "bank_b", 200)], Stopped);

        Assert.Equal([1, 2], receipt.Positions);
        Assert.Equal(2, receipt.Appended);
        Assert.Equal(300, await book.BalanceAsync("settlement:bank_a"));
        Assert.Equal(200, await book.BalanceAsync("settlement:bank_b"));
        Assert.Equal(-500, await book.BalanceAsync("funding"));
        Assert.Equal($"ledger ok: 2 entries, 1 blocks, head {receipt.HeadHash}", (await book.VerifyAsync()).ToString());
    }

    [Fact]
    public async Task Posting_again_changes_nothing_and_names_the_same_positions()
    {
        await using var book = await LedgerBook.OpenAsync(server);
        JournalEntry[] entries = [LedgerBook.Funding("bank_a", 500), LedgerBook.Transfer("t1", "bank_a", "bank_b", 200)];
        var first = await book.Ledger().PostAsync(entries, Stopped);
        var second = await book.Ledger().PostAsync([.. entries, LedgerBook.Transfer("t2", "bank_a", "bank_b", 1)], Stopped);
        var third = await book.Ledger().PostAsync(entries, Stopped);

        Assert.Equal([1, 2, 3], second.Positions);
        Assert.Equal(1, second.Appended);
        Assert.Equal(first.Positions, third.Positions);
        Assert.Equal(0, third.Appended);
        Assert.Equal(second.HeadHash, third.HeadHash);
        Assert.Equal(2, await book.QueryAsync<long>("select count(*) from ledger_blocks"));
        Assert.Equal(299, await book.BalanceAsync("settlement:bank_a"));
    }

    [Fact]
    public async Task An_entry_twice_in_one_post_is_posted_once()
    {
        await using var book = await LedgerBook.OpenAsync(server);
        var receipt = await book.Ledger().PostAsync([LedgerBook.Funding("bank_a", 500), LedgerBook.Funding("bank_a", 500)], Stopped);

        Assert.Equal([1, 1], receipt.Positions);
        Assert.Equal(1, receipt.Appended);
        Assert.Equal(500, await book.BalanceAsync("settlement:bank_a"));
    }

    [Fact]
    public async Task A_key_with_other_postings_refuses_the_whole_post()
    {
        await using var book = await LedgerBook.OpenAsync(server);
        var ledger = book.Ledger();
        await ledger.PostAsync([LedgerBook.Funding("bank_a", 500)], Stopped);

        var conflict = await Assert.ThrowsAsync<LedgerConflictException>(
            () => ledger.PostAsync([LedgerBook.Funding("bank_b", 1), LedgerBook.Funding("bank_a", 501)], Stopped));

        Assert.Equal(LedgerConflict.KeyReused, conflict.Conflict);
        Assert.Contains("funding:bank_a:EUR:start", conflict.Message, StringComparison.Ordinal);
        Assert.Equal(1, await book.QueryAsync<long>("select count(*) from ledger_entries"));
        Assert.Equal(0, await book.BalanceAsync("settlement:bank_b"));
    }

    [Fact]
    public async Task A_post_that_would_overdraw_a_settlement_balance_is_refused_and_says_whose()
    {
        await using var book = await LedgerBook.OpenAsync(server);
        var ledger = book.Ledger();
        await ledger.PostAsync([LedgerBook.Funding("bank_a", 100)], Stopped);

        var conflict = await Assert.ThrowsAsync<LedgerConflictException>(
            () => ledger.PostAsync([LedgerBook.Funding("bank_b", 7), LedgerBook.Transfer("t1", "bank_a", "bank_b", 101)], Stopped));

        Assert.Equal(LedgerConflict.Overdraft, conflict.Conflict);
        Assert.Contains("settlement:bank_a holds 100 minor units of EUR; taking 101 would leave it 1 below zero", conflict.Message, StringComparison.Ordinal);
        Assert.Equal(1, await book.QueryAsync<long>("select count(*) from ledger_entries"));
        Assert.True((await book.VerifyAsync()).IsOk);
    }

    [Fact]
    public async Task What_comes_in_by_the_same_post_may_go_out_again()
    {
        await using var book = await LedgerBook.OpenAsync(server);
        await book.Ledger().PostAsync(
            [LedgerBook.Transfer("t1", "bank_a", "bank_b", 40), LedgerBook.Funding("bank_a", 40)], Stopped);

        Assert.Equal(0, await book.BalanceAsync("settlement:bank_a"));
    }

    [Fact]
    public async Task An_overdraft_is_posted_where_the_options_allow_it()
    {
        await using var book = await LedgerBook.OpenAsync(server);
        await book.Ledger(new LedgerOptions { AllowOverdraft = true }).PostAsync([LedgerBook.Transfer("t1", "bank_a", "bank_b", 40)], Stopped);

        Assert.Equal(-40, await book.BalanceAsync("settlement:bank_a"));
        await Assert.ThrowsAsync<LedgerConflictException>(() => book.Ledger().PostAsync([LedgerBook.Transfer("t2", "bank_a", "bank_b", 1)], Stopped));
        await book.Ledger().PostAsync([LedgerBook.Funding("bank_a", 10)], Stopped);
        Assert.Equal(-30, await book.BalanceAsync("settlement:bank_a"));
    }

    [Fact]
    public async Task Concurrent_posts_from_two_instances_keep_one_gapless_chain()
    {
        await using var book = await LedgerBook.OpenAsync(server);
        PostgresLedger[] instances = [book.Ledger(), book.Ledger()];
        await instances[0].PostAsync([LedgerBook.Funding("bank_a", 1_000)], Stopped);

        // Every entry is posted by both instances: whoever is second finds it there.
        var posts = Enumerable.Range(0, 400).Select(i => Task.Run(
            () => instances[i % 2].PostAsync([LedgerBook.Transfer($"t{i / 2}", "bank_a", "bank_b", 1)], Stopped), Stopped));
        var receipts = await Task.WhenAll(posts);

        Assert.Equal(200, receipts.Sum(receipt => receipt.Appended));
        Assert.Equal(Enumerable.Range(2, 200).Select(i => (long)i), receipts.Select(receipt => receipt.Positions[0]).Distinct().Order());
        Assert.Equal(800, await book.BalanceAsync("settlement:bank_a"));
        var verdict = await book.VerifyAsync();
        Assert.True(verdict.IsOk, verdict.ToString());
        Assert.True(verdict.Blocks < 201, "calls that wait together share a block");
    }

    [Fact]
    public async Task Of_racing_posts_only_as_many_pass_as_the_balance_covers()
    {
        await using var book = await LedgerBook.OpenAsync(server);
        PostgresLedger[] instances = [book.Ledger(), book.Ledger()];
        await instances[0].PostAsync([LedgerBook.Funding("bank_a", 10)], Stopped);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(
            async () =>
            {
                try
                {
                    await instances[i % 2].PostAsync([LedgerBook.Transfer($"t{i}", "bank_a", "bank_b", 1)], Stopped);
                    return true;
                }
                catch (LedgerConflictException refused) when (refused.Conflict == LedgerConflict.Overdraft)
                {
                    return false;
                }
            },
            Stopped)));

        Assert.Equal(10, outcomes.Count(posted => posted));
        Assert.Equal(0, await book.BalanceAsync("settlement:bank_a"));
        Assert.True((await book.VerifyAsync()).IsOk);
    }

    [Fact]
    public async Task A_caller_that_gives_up_leaves_the_ledger_usable()
    {
        await using var book = await LedgerBook.OpenAsync(server);
        var ledger = book.Ledger();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ledger.PostAsync([LedgerBook.Funding("bank_a", 1)], new CancellationToken(canceled: true)));

        var receipt = await ledger.PostAsync([LedgerBook.Funding("bank_b", 1)], Stopped);

        Assert.Equal([1], receipt.Positions);
        Assert.Equal(0, await book.BalanceAsync("settlement:bank_a"));
    }

    [Fact]
    public async Task A_sum_beyond_64_bits_refuses_its_own_post_only()
    {
        await using var book = await LedgerBook.OpenAsync(server);
        var ledger = book.Ledger();
        await ledger.PostAsync([LedgerBook.Funding("bank_a", long.MaxValue)], Stopped);

        await Assert.ThrowsAsync<OverflowException>(() => ledger.PostAsync([LedgerBook.Funding("bank_a", 1, "more")], Stopped));

        Assert.Equal([2], (await ledger.PostAsync([LedgerBook.Funding("bank_c", 5, currency: "USD")], Stopped)).Positions);
        Assert.True((await book.VerifyAsync()).IsOk);
    }

    [Theory]
    [InlineData("update ledger_entries set reference = 'x'")]
    [InlineData("delete from ledger_postings")]
    [InlineData("truncate ledger_blocks")]
    public async Task The_application_cannot_change_what_is_posted(string sql)
    {
        await using var book = await LedgerBook.OpenAsync(server);
        await book.Ledger().PostAsync([LedgerBook.Funding("bank_a", 1)], Stopped);

        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => book.QueryAsync<object>(sql));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(async () =>
        {
            await using var command = book.Database.OwnerDataSource.CreateCommand(sql);
            await command.ExecuteNonQueryAsync(Stopped);
        });
    }
}
