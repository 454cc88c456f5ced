using Microsoft.Extensions.Options;
using Npgsql;
using Settlement.Domain.Ledger;
using Settlement.Engine.Ledger;
using Settlement.Engine.Metrics;
using Settlement.Tests.Servers;

namespace Settlement.Tests.Ledger;

/// <summary>A ledger on a database of its own, with what tests do with one.</summary>
internal sealed class LedgerBook : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly List<PostgresLedger> _ledgers = [];

    private LedgerBook(TestDatabase database) => _database = database;

    public TestDatabase Database => _database;

    public LedgerReader Reader => new(_database.DataSource);

    public static async Task<LedgerBook> OpenAsync(PostgresServer server) => new(await server.CreateDatabaseAsync());

    /// <summary>One more instance on the same database, as another process would have it.</summary>
    public PostgresLedger Ledger(LedgerOptions? options = null, TimeProvider? time = null)
    {
        var ledger = new PostgresLedger(
            _database.HotDataSource, Reader, Options.Create(options ?? new LedgerOptions()), new SettlementMetrics(Guid.NewGuid().ToString()),
            time ?? TimeProvider.System);
        _ledgers.Add(ledger);
        return ledger;
    }

    public static JournalEntry Funding(string participant, long amountMinor, string reference = "start", string currency = "EUR") =>
        FundingEntry.For(participant, currency, amountMinor, reference);

    public static JournalEntry Transfer(string key, string from, string to, long amountMinor, string currency = "EUR") =>
        JournalEntry.Balanced(
            key, EntryKind.Wire, "batch_1",
            new Posting(LedgerAccounts.Settlement(from), currency, -amountMinor), new Posting(LedgerAccounts.Settlement(to), currency, amountMinor));

    public Task<LedgerVerdict> VerifyAsync(DateTimeOffset? asOf = null) =>
        new LedgerVerifier(_database.DataSource).VerifyAsync(asOf, CancellationToken.None);

    public async Task<long> BalanceAsync(string account, string currency = "EUR", LedgerMoment moment = default) =>
        (await Reader.BalancesAsync(moment, CancellationToken.None))
        .SingleOrDefault(balance => balance.Account == account && balance.Currency == currency)?.BalanceMinor ?? 0;

    public async Task<T> QueryAsync<T>(string sql)
    {
        await using var command = _database.DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Runs SQL as the superuser with every trigger and every constraint that can be lifted out of the way.</summary>
    public async Task TamperAsync(string sql)
    {
        await using var connection = await _database.OwnerDataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand(
            $"""
            alter table ledger_entries disable trigger all;
            alter table ledger_postings disable trigger all;
            alter table ledger_blocks disable trigger all;
            {sql};
            alter table ledger_entries enable always trigger refuse_row_change;
            alter table ledger_postings enable always trigger refuse_row_change;
            alter table ledger_blocks enable always trigger refuse_row_change
            """,
            connection, transaction);
        await command.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _ledgers.ForEach(ledger => ledger.Dispose());
        await _database.DisposeAsync();
    }
}
