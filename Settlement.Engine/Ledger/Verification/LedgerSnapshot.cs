using System.Data;
using Npgsql;
using NpgsqlTypes;
using Settlement.Domain.Ledger;

namespace Settlement.Engine.Ledger.Verification;

/// <summary>The whole ledger as of one instant, while posting goes on: several streams that see the same snapshot.</summary>
internal sealed class LedgerSnapshot : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly string _name;

    private LedgerSnapshot(NpgsqlDataSource source, NpgsqlConnection connection, NpgsqlTransaction transaction, string name)
    {
        (_source, _connection, _transaction, _name) = (source, connection, transaction, name);
    }

    public static async Task<LedgerSnapshot> TakeAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await using var command = new NpgsqlCommand("select pg_export_snapshot()", connection, transaction);
        return new LedgerSnapshot(source, connection, transaction, (string)(await command.ExecuteScalarAsync(cancellationToken))!);
    }

    /// <summary>The last block and position that stood at a time; zeros when there was none.</summary>
    public async Task<(long Block, long Position)> EndAtAsync(DateTimeOffset time, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "select block, last_position from ledger_blocks where sealed_at <= $1 order by block desc limit 1", _connection, _transaction);
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time.ToUniversalTime() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetInt64(0), reader.GetInt64(1)) : (0, 0);
    }

    /// <summary>The head's row; null when it is gone.</summary>
    public async Task<LedgerHead?> HeadAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select block, position, hash, sealed_at from ledger_head", _connection, _transaction);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new LedgerHead(reader.GetInt64(0), reader.GetInt64(1), reader.GetFieldValue<byte[]>(2), reader.GetFieldValue<DateTimeOffset>(3))
            : null;
    }

    public Task<RowCursor<BlockRow>> BlocksAsync(long? through, CancellationToken cancellationToken) => OpenAsync(
        "select block, first_position, last_position, previous_hash, hash, entries, sealed_at from ledger_blocks where $1 is null or block <= $1 order by block",
        Through(through),
        static row => new BlockRow(
            row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetFieldValue<byte[]>(3), row.GetFieldValue<byte[]>(4), row.GetInt32(5),
            row.GetFieldValue<DateTimeOffset>(6)),
        cancellationToken);

    public Task<RowCursor<EntryRow>> EntriesAsync(long? through, CancellationToken cancellationToken) => OpenAsync(
        "select position, key, kind, reference, block, at, postings, hash from ledger_entries where $1 is null or position <= $1 order by position",
        Through(through),
        static row => new EntryRow(
            row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetInt64(4), row.GetFieldValue<DateTimeOffset>(5),
            row.GetInt32(6), row.GetFieldValue<byte[]>(7)),
        cancellationToken);

    public Task<RowCursor<PostingRow>> PostingsAsync(long? through, CancellationToken cancellationToken) => OpenAsync(
        "select position, line, account, currency, amount_minor from ledger_postings where $1 is null or position <= $1 order by position, line",
        Through(through),
        static row => new PostingRow(row.GetInt64(0), row.GetInt32(1), new Posting(row.GetString(2), row.GetString(3), row.GetInt64(4))),
        cancellationToken);

    public Task<RowCursor<BalanceRow>> BalancesAsync(CancellationToken cancellationToken) => OpenAsync(
        """select account, currency, balance_minor, position from ledger_balances order by account collate "C", currency collate "C" """,
        null,
        static row => new BalanceRow(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3)),
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static NpgsqlParameter Through(long? value) => new() { NpgsqlDbType = NpgsqlDbType.Bigint, Value = value is { } number ? number : DBNull.Value };

    private Task<RowCursor<T>> OpenAsync<T>(
        string sql, NpgsqlParameter? parameter, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
        where T : class => RowCursor<T>.OpenAsync(_source, _name, sql, parameter, read, cancellationToken);
}
