using Settlement.Domain.Ledger;
using Settlement.Engine.Ledger;
using Settlement.Tests.Http;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Ledger;

public sealed class LedgerVerifierTests(PostgresServer server)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    private static CancellationToken Stopped => TestContext.Current.CancellationToken;

    /// <summary>What is done to the rows, the table and row that must be named, and a word of the message.</summary>
    public static TheoryData<string, string, string, string> Tampering => new()
    {
        { "update ledger_entries set position = 30 where position = 3", "ledger_entries", "position 3", "missing" },
        { "update ledger_entries set key = 'x' where position = 3", "ledger_entries", "position 3", "changed" },
        { "update ledger_entries set kind = 'Fx' where position = 3", "ledger_entries", "position 3", "changed" },
        { "update ledger_entries set reference = 'x' where position = 3", "ledger_entries", "position 3", "changed" },
        { "update ledger_entries set block = 1 where position = 3", "ledger_entries", "position 3", "block is 1" },
        { "update ledger_entries set at = at + interval '1 microsecond' where position = 3", "ledger_entries", "position 3", "at is" },
        { "update ledger_entries set postings = 3 where position = 3", "ledger_entries", "position 3", "postings is 3" },
        { "update ledger_entries set hash = sha256('x') where position = 3", "ledger_entries", "position 3", "hash was changed" },
        { "delete from ledger_entries where position = 3", "ledger_entries", "position 3", "missing" },
        { "insert into ledger_entries select 99, 'extra', kind, reference, block, at, postings, hash from ledger_entries where position = 3", "ledger_entries", "position 99", "extra" },
        { "update ledger_postings set position = 40 where position = 3 and line = 2", "ledger_postings", "position 3 line 2", "missing" },
        { "update ledger_postings set line = 5 where position = 3 and line = 1", "ledger_postings", "position 3 line 1", "missing" },
        { "update ledger_postings set account = 'settlement:thief' where position = 3 and line = 2", "ledger_entries", "position 3", "changed" },
        { "update ledger_postings set currency = 'USD' where position = 3 and line = 2", "ledger_postings", "position 3", "EUR sums to" },
        { "update ledger_postings set amount_minor = amount_minor + 1 where position = 3 and line = 2", "ledger_postings", "position 3", "EUR sums to 1" },
        { "update ledger_postings set amount_minor = 9223372036854775807 where position = 3", "ledger_postings", "position 3", "changed" },
        { "delete from ledger_postings where position = 3 and line = 2", "ledger_postings", "position 3 line 2", "missing" },
        { "insert into ledger_postings values (3, 3, 'a', 'EUR', 5), (3, 4, 'b', 'EUR', -5)", "ledger_postings", "position 3 line 3", "extra" },
        { "insert into ledger_postings values (99, 1, 'a', 'EUR', 5)", "ledger_postings", "position 99 line 1", "extra" },
        { "update ledger_blocks set block = 9 where block = 3", "ledger_blocks", "block 3", "missing" },
        { "update ledger_blocks set first_position = 2 where block = 3", "ledger_blocks", "block 3", "first_position" },
        { "update ledger_blocks set last_position = 9 where block = 3", "ledger_blocks", "block 3", "entries" },
        { "update ledger_blocks set previous_hash = sha256('x') where block = 3", "ledger_blocks", "block 3", "previous_hash" },
        { "update ledger_blocks set hash = sha256('x') where block = 3", "ledger_blocks", "block 3", "hash" },
        { "update ledger_blocks set entries = 2 where block = 3", "ledger_blocks", "block 3", "entries" },
        { "update ledger_blocks set sealed_at = sealed_at - interval '1 day' where block = 3", "ledger_blocks", "block 3", "sealed_at" },
        { "delete from ledger_blocks where block = 3", "ledger_blocks", "block 3", "missing" },
        { "delete from ledger_blocks where block = 5", "ledger_blocks", "block 5", "missing" },
        { "update ledger_balances set balance_minor = balance_minor + 1 where account = 'settlement:bank_b'", "ledger_balances", "settlement:bank_b EUR", "balance_minor" },
        { "update ledger_balances set position = 1 where account = 'settlement:bank_b'", "ledger_balances", "settlement:bank_b EUR", "position is 1" },
        { "update ledger_balances set account = 'settlement:thief' where account = 'settlement:bank_b'", "ledger_balances", "settlement:thief EUR", "extra" },
        { "update ledger_balances set currency = 'USD' where account = 'settlement:bank_b'", "ledger_balances", "settlement:bank_b USD", "extra" },
        { "delete from ledger_balances where account = 'settlement:bank_b'", "ledger_balances", "settlement:bank_b EUR", "missing" },
        { "update ledger_head set block = 4", "ledger_head", "its only row", "block 4" },
        { "update ledger_head set position = 4", "ledger_head", "its only row", "position 4" },
        { "update ledger_head set hash = sha256('x')", "ledger_head", "its only row", "hash" },
        { "update ledger_head set sealed_at = 'epoch'", "ledger_head", "its only row", "1970" },
        { "delete from ledger_head", "ledger_head", "its only row", "missing" },
    };

    [Theory]
    [MemberData(nameof(Tampering))]
    public async Task A_changed_row_is_found_and_named(string change, string table, string row, string word)
    {
        await using var book = await WithFiveBlocksAsync(new ManualClock(Start));
        Assert.True((await book.VerifyAsync()).IsOk);

        await book.TamperAsync(change);
        var fault = (await book.VerifyAsync()).Fault;

        Assert.NotNull(fault);
        Assert.Equal((table, row), (fault.Table, fault.Row));
        Assert.Contains(word, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entry_that_was_rewritten_with_its_own_hash_breaks_its_block()
    {
        await using var book = await WithFiveBlocksAsync(new ManualClock(Start));
        var forged = new BlockText(new byte[32], 1, 1, 1, Start).Add(
            3, "t3", nameof(EntryKind.Wire), "batch_1", [new("settlement:bank_a", "EUR", -1), new("settlement:thief", "EUR", 1)]);
        await book.TamperAsync(
            "update ledger_postings set account = 'settlement:thief' where position = 3 and line = 2;"
            + $"update ledger_entries set hash = decode('{Convert.ToHexStringLower(forged)}', 'hex') where position = 3");

        var fault = (await book.VerifyAsync()).Fault;

        Assert.Equal(("ledger_blocks", "block 3"), (fault?.Table, fault?.Row));
    }

    [Fact]
    public async Task Verification_works_while_others_post()
    {
        await using var book = await LedgerBook.OpenAsync(server);
        var ledger = book.Ledger();
        await ledger.PostAsync([LedgerBook.Funding("bank_a", 10_000)], Stopped);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Stopped);
        var posting = Task.Run(
            async () =>
            {
                var posted = 0;
                while (!enough.IsCancellationRequested)
                {
                    await ledger.PostAsync([LedgerBook.Transfer($"t{posted++}", "bank_a", "bank_b", 1)], Stopped);
                }

                return posted;
            },
            Stopped);

        for (var i = 0; i < 20; i++)
        {
            var verdict = await book.VerifyAsync();
            Assert.True(verdict.IsOk, verdict.ToString());
        }

        await enough.CancelAsync();
        Assert.Equal(await posting + 1, (await book.VerifyAsync()).Entries);
    }

    [Fact]
    public async Task As_of_a_time_verifies_the_chain_as_it_stood_then()
    {
        await using var book = await WithFiveBlocksAsync(new ManualClock(Start));
        var before = await book.VerifyAsync(Start.AddMinutes(2));
        await book.TamperAsync("update ledger_entries set reference = 'x' where position = 5");

        Assert.Equal((3, 3), (before.Entries, before.Blocks));
        Assert.Equal(before, await book.VerifyAsync(Start.AddMinutes(2.5)));
        Assert.Equal("position 5", (await book.VerifyAsync(Start.AddMinutes(4))).Fault?.Row);
        Assert.Equal(new LedgerVerdict(0, 0, new string('0', 64), null), await book.VerifyAsync(Start.AddSeconds(-1)));
    }

    [Fact]
    public async Task The_command_prints_one_line_and_an_exit_code()
    {
        await using var book = await WithFiveBlocksAsync(new ManualClock(Start));
        var head = (await book.VerifyAsync()).Head;
        await using var output = new StringWriter { NewLine = "\n" };

        Assert.Equal(0, await VerifyLedgerCommand.RunAsync(book.Database.ConnectionString, null, output, Stopped));
        Assert.Equal($"ledger ok: 5 entries, 5 blocks, head {head}\n", output.ToString());

        await book.TamperAsync("update ledger_postings set amount_minor = 2 where position = 4 and line = 2");
        output.GetStringBuilder().Clear();
        Assert.Equal(1, await VerifyLedgerCommand.RunAsync(book.Database.ConnectionString, null, output, Stopped));
        Assert.Equal("ledger broken: ledger_postings, position 4: a posting of entry t4 was changed: EUR sums to 1, not to zero\n", output.ToString());
    }

    [Fact]
    public async Task A_database_without_a_ledger_is_said_to_have_none()
    {
        await using var empty = await server.CreateEmptyDatabaseAsync();
        await using var output = new StringWriter();

        Assert.Equal(1, await VerifyLedgerCommand.RunAsync(empty.OwnerConnectionString, null, output, Stopped));
        Assert.Contains("no ledger", output.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The documented format suffices: the database recomputes the chain from the rows without any of our code.</summary>
    [Fact]
    public async Task Anyone_can_recompute_the_chain_in_SQL()
    {
        await using var book = await LedgerBook.OpenAsync(server);
        var ledger = book.Ledger();
        await ledger.PostAsync([LedgerBook.Funding("bank_a", 50), LedgerBook.Funding("bank_b", 60, "tab\tnew\nline\\end é")], Stopped);
        await ledger.PostAsync([LedgerBook.Transfer("t1", "bank_a", "bank_b", 7)], Stopped);

        const string Sql = """
            with field(position, text) as (
                select e.position,
                       concat_ws(E'\t', 'entry', e.position, q.key, e.kind, q.reference, e.postings) || E'\n'
                       || (select string_agg(concat_ws(E'\t', 'posting', p.line, p.account, p.currency, p.amount_minor) || E'\n', '' order by p.line)
                           from ledger_postings p where p.position = e.position)
                from ledger_entries e,
                     lateral (select replace(replace(replace(e.key, '\', '\\'), E'\t', '\t'), E'\n', '\n') as key,
                                     replace(replace(replace(e.reference, '\', '\\'), E'\t', '\t'), E'\n', '\n') as reference) q)
            select bool_and(b.hash = sha256(b.previous_hash || convert_to(
                concat_ws(E'\t', 'settlement-block/1', b.block, b.first_position, b.last_position, (extract(epoch from b.sealed_at) * 1000000)::bigint) || E'\n'
                || (select string_agg(f.text, '' order by f.position) from field f where f.position between b.first_position and b.last_position), 'UTF8')))
            from ledger_blocks b
            """;
        Assert.True(await book.QueryAsync<bool>(Sql));
    }

    /// <summary>A funding and four transfers of 1, a block and a minute each.</summary>
    private async Task<LedgerBook> WithFiveBlocksAsync(ManualClock clock)
    {
        var book = await LedgerBook.OpenAsync(server);
        var ledger = book.Ledger(time: clock);
        await ledger.PostAsync([LedgerBook.Funding("bank_a", 1_000)], Stopped);
        for (var i = 2; i <= 5; i++)
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            await ledger.PostAsync([LedgerBook.Transfer($"t{i}", "bank_a", "bank_b", 1)], Stopped);
        }

        return book;
    }
}
