using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;
using Settlement.Domain.Transactions;
using Settlement.Domain.Windows;
using Settlement.Engine.Intake;
using Settlement.Engine.Metrics;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Intake;

public sealed class Intake_log(PostgresServer server)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_payment_reads_back_as_it_was_appended()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var log = Open(database);
        var record = Record("t1", window: WindowKind.T2);

        var result = await log.AppendAsync(record, Stop);

        var entry = Assert.Single(await log.ReadAsync(0, 10, Stop));
        Assert.Equal(record.Payment, entry.Payment);
        Assert.Null(entry.WindowClose);
        Assert.Equal(new AppendResult(AppendOutcome.Accepted, entry.Position, "t1", entry.ReceivedAt), result);
        Assert.Equal(record.Body, await ScalarAsync(database, "select body from intake_log"));
        Assert.Equal(record.Fingerprint, await ScalarAsync(database, "select fingerprint from intake_log"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000)]
    public async Task Repeated_keys_and_ids_are_told_apart_with_and_without_the_memory_of_keys(int recentKeys)
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var log = Open(database, recentKeys: recentKeys);
        var first = await log.AppendAsync(Record("t1"), Stop);

        var again = await log.AppendAsync(Record("t1"), Stop);
        var reused = await log.AppendAsync(Record("t1", body: "other"), Stop);
        var exists = await log.AppendAsync(Record("t1", key: "k2"), Stop);

        Assert.Equal(first with { Outcome = AppendOutcome.Duplicate }, again);
        Assert.Equal(first with { Outcome = AppendOutcome.KeyReused }, reused);
        Assert.Equal(first with { Outcome = AppendOutcome.TransactionExists }, exists);
        Assert.Single(await log.ReadAsync(0, 10, Stop));
    }

    [Fact]
    public async Task Collisions_inside_one_group_are_resolved_in_their_order()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var log = Open(database);
        IntakeRecord[] records =
        [
            Record("a"), Record("a"), Record("a", body: "other"), Record("a", key: "k2"), Record("b", key: "key-a"), Record("c"), Record("d", key: "key-c"), Record("c"),
        ];

        var results = await AppendAsOneGroupAsync(database, log, records);

        AppendOutcome[] expected =
        [
            AppendOutcome.Accepted, AppendOutcome.Duplicate, AppendOutcome.KeyReused, AppendOutcome.TransactionExists, AppendOutcome.KeyReused, AppendOutcome.Accepted,
            AppendOutcome.KeyReused, AppendOutcome.Duplicate,
        ];
        Assert.Equal(expected, results.Select(result => result.Outcome));
        Assert.Equal(["first", "a", "c"], (await log.ReadAsync(0, 10, Stop)).Select(entry => entry.Payment!.TransactionId));
    }

    [Fact]
    public async Task What_queued_during_a_commit_shares_the_next_one()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var log = Open(database);

        var results = await AppendAsOneGroupAsync(database, log, [.. Enumerable.Range(0, 500).Select(i => Record($"t{i}"))]);

        Assert.All(results, result => Assert.Equal(AppendOutcome.Accepted, result.Outcome));
        Assert.Equal(2L, await ScalarAsync(database, "select count(distinct xmin::text) from intake_log"));
    }

    [Fact]
    public async Task A_row_that_the_database_refuses_fails_alone()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var log = Open(database);
        var records = Enumerable.Range(0, 20).Select(i => i == 13 ? Record("t13") with { Body = "a\0b" } : Record($"t{i}")).ToArray();

        var appends = await QueueAsOneGroupAsync(database, log, records);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await appends[13]);
        Assert.All(await Task.WhenAll(appends.Where((_, index) => index != 13)), result => Assert.Equal(AppendOutcome.Accepted, result.Outcome));
        Assert.Equal(20, (await log.ReadAsync(0, 100, Stop)).Count);
    }

    [Fact]
    public async Task A_reader_never_meets_a_smaller_position_later_while_two_processes_append()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var one = Open(database, maxGroup: 16);
        await using var two = Open(database, maxGroup: 7);
        const int perWriter = 1_500;
        var seen = new List<long>();

        var writers = Task.WhenAll(
            WriteAsync(one, "one"), WriteAsync(two, "two"), Task.Run(() => MarkAsync(one), Stop), Task.Run(() => MarkAsync(two), Stop));
        while (seen.Count < (2 * perWriter) + 20)
        {
            var last = seen.LastOrDefault();
            await one.WaitForAppendAsync(last, TimeSpan.FromSeconds(10), Stop);
            seen.AddRange((await two.ReadAsync(last, 97, Stop)).Select(entry => entry.Position));
        }

        await writers;
        var all = await one.ReadAsync(0, 10_000, Stop);
        Assert.Equal(all.Select(entry => entry.Position), seen);
        Assert.Equal(all.Select(entry => entry.ReceivedAt).Order(), all.Select(entry => entry.ReceivedAt));

        async Task WriteAsync(PostgresIntakeLog log, string name)
        {
            foreach (var chunk in Enumerable.Range(0, perWriter).Chunk(40))
            {
                await Task.WhenAll(chunk.Select(i => log.AppendAsync(Record($"{name}-{i}"), Stop).AsTask()));
            }
        }

        async Task MarkAsync(PostgresIntakeLog log)
        {
            for (var i = 0; i < 20; i++)
            {
                await log.AppendWindowCloseAsync($"window-{i}", "test", "race", Stop);
            }
        }
    }

    [Fact]
    public async Task A_second_close_of_a_window_returns_the_first_one()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var log = Open(database);
        await log.AppendAsync(Record("before"), Stop);

        var closes = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => log.AppendWindowCloseAsync("t0-EUR-2026-11-23", $"closer{i}", "cut-off", Stop)));

        var first = Assert.Single(closes, marker => marker.Appended);
        Assert.All(closes, marker => Assert.Equal(first, marker with { Appended = true }));
        await log.AppendAsync(Record("after"), Stop);
        var entries = await log.ReadAsync(0, 10, Stop);
        Assert.Equal(["before", "t0-EUR-2026-11-23", "after"], entries.Select(entry => entry.Payment?.TransactionId ?? entry.WindowClose!.WindowId));
        Assert.Equal([first], await log.ReadWindowClosesAsync(long.MaxValue, Stop));
        Assert.Empty(await log.ReadWindowClosesAsync(first.Position - 1, Stop));
    }

    [Fact]
    public async Task Time_has_whole_microseconds_and_never_runs_back()
    {
        await using var database = await server.CreateDatabaseAsync();
        var clock = new SetClock(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero).AddTicks(12_345_678));
        await using var log = Open(database, clock);

        var first = await log.AppendAsync(Record("a"), Stop);
        clock.Now -= TimeSpan.FromHours(1);
        var second = await log.AppendAsync(Record("b"), Stop);
        var marker = await log.AppendWindowCloseAsync("w", "test", "clock", Stop);
        clock.Now += TimeSpan.FromHours(2);
        var third = await log.AppendAsync(Record("c"), Stop);

        Assert.Equal(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero).AddTicks(12_345_670), first.ReceivedAt);
        Assert.Equal(first.ReceivedAt, second.ReceivedAt);
        Assert.Equal(first.ReceivedAt, marker.At);
        Assert.Equal(first.ReceivedAt + TimeSpan.FromHours(1), third.ReceivedAt);
    }

    [Fact]
    public async Task A_waiting_reader_wakes_for_another_process_too()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var reader = Open(database);
        await using var writer = Open(database);

        var waiting = reader.WaitForAppendAsync(0, TimeSpan.FromMinutes(1), Stop);
        Assert.False(waiting.IsCompleted);
        await writer.AppendAsync(Record("t1"), Stop);

        await waiting.WaitAsync(TimeSpan.FromSeconds(20), Stop);
        Assert.True((await reader.ReadAsync(0, 1, Stop)).Count > 0);
    }

    [Fact]
    public async Task A_wait_without_an_append_ends_at_its_limit()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var log = Open(database);
        var last = (await log.AppendAsync(Record("t1"), Stop)).Position;

        await log.WaitForAppendAsync(last, TimeSpan.FromMilliseconds(120), Stop);

        Assert.Empty(await log.ReadAsync(last, 10, Stop));
    }

    [Fact]
    public async Task A_full_queue_refuses_at_once()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var log = Open(database, queueLimit: 10, maxGroup: 1);

        await using (await LockAsync(database))
        {
            var waiting = Enumerable.Range(0, 11).Select(i => Record($"t{i}")).Select(record => TryAppendAsync(log, record)).ToList();
            waiting.AddRange(Enumerable.Range(11, 20).Select(i => TryAppendAsync(log, Record($"t{i}"))));
            Assert.True(waiting.Count(append => append.IsFaulted) >= 20);
            Assert.All(waiting.Where(append => append.IsFaulted), append => Assert.IsType<IntakeLogUnavailableException>(append.Exception!.InnerException));
        }

        static async Task<AppendResult> TryAppendAsync(PostgresIntakeLog log, IntakeRecord record) => await log.AppendAsync(record, Stop);
    }

    [Theory]
    [InlineData("update intake_log set body = '{}'")]
    [InlineData("delete from intake_log")]
    [InlineData("truncate intake_log")]
    public async Task Nobody_may_change_what_stands_in_it(string sql)
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var log = Open(database);
        await log.AppendAsync(Record("t1"), Stop);

        foreach (var role in (NpgsqlDataSource[])[database.DataSource, database.OwnerDataSource])
        {
            await using var command = role.CreateCommand(sql);
            await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Stop));
        }

        Assert.Single(await log.ReadAsync(0, 10, Stop));
    }

    /// <summary>Holds the log's lock with a first payment under way, so that all others are queued when it goes.</summary>
    private static async Task<List<Task<AppendResult>>> QueueAsOneGroupAsync(TestDatabase database, PostgresIntakeLog log, IntakeRecord[] records)
    {
        await using var held = await LockAsync(database);
        var first = log.AppendAsync(Record("first"), Stop).AsTask();
        while (!(bool)(await ScalarAsync(database, "select exists (select from pg_locks where locktype = 'advisory' and not granted)"))!)
        {
            Assert.False(first.IsCompleted);
        }

        return [.. records.Select(record => log.AppendAsync(record, Stop).AsTask())];
    }

    private static async Task<AppendResult[]> AppendAsOneGroupAsync(TestDatabase database, PostgresIntakeLog log, IntakeRecord[] records) =>
        await Task.WhenAll(await QueueAsOneGroupAsync(database, log, records));

    /// <summary>Takes the log's lock; disposing gives it back.</summary>
    private static async Task<NpgsqlConnection> LockAsync(TestDatabase database)
    {
        var connection = new NpgsqlConnection(database.OwnerConnectionString + ";Pooling=false");
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand("select pg_advisory_lock(x'696e74616b656c6f'::bigint)", connection);
        await command.ExecuteNonQueryAsync(Stop);
        return connection;
    }

    private static async Task<object?> ScalarAsync(TestDatabase database, string sql)
    {
        await using var command = database.OwnerDataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Stop);
    }

    private static PostgresIntakeLog Open(
        TestDatabase database, TimeProvider? clock = null, int recentKeys = 1_000, int queueLimit = 10_000, int maxGroup = 1_024) => new(
        database.HotDataSource,
        Options.Create(new IntakeOptions { RecentKeys = recentKeys, QueueLimit = queueLimit, MaxGroup = maxGroup }),
        clock ?? TimeProvider.System,
        new SettlementMetrics(nameof(Intake_log)),
        new IntakePressure(Options.Create(new IntakeOptions())),
        NullLogger<PostgresIntakeLog>.Instance);

    private static IntakeRecord Record(string id, string? key = null, string? body = null, WindowKind window = WindowKind.Rtgs) => new(
        new Payment(id, key ?? "key-" + id, 25_000, "USD", "GBP", "acct_usa_88", "acct_uk_99", "cparty_london", window),
        SHA256.HashData(Encoding.UTF8.GetBytes(body ?? id)),
        $$"""{"transaction_id":"{{id}}"}""");

    private sealed class SetClock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
