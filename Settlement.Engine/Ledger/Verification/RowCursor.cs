using Npgsql;

namespace Settlement.Engine.Ledger.Verification;

/// <summary>Rows of one query, streamed over a connection of its own; one row is held at a time.</summary>
internal sealed class RowCursor<T> : IAsyncDisposable
    where T : class
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _command;
    private readonly NpgsqlDataReader _reader;
    private readonly Func<NpgsqlDataReader, T> _read;

    private RowCursor(NpgsqlConnection connection, NpgsqlCommand command, NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read)
    {
        (_connection, _command, _reader, _read) = (connection, command, reader, read);
    }

    /// <summary>The row under the cursor; null behind the last one.</summary>
    public T? Current { get; private set; }

    /// <summary>Opens the query on the snapshot and stands on its first row.</summary>
    public static async Task<RowCursor<T>> OpenAsync(
        NpgsqlDataSource source, string snapshot, string sql, NpgsqlParameter? parameter, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            // The identifier comes from pg_export_snapshot; the statement takes no parameters.
            await using (var begin = new NpgsqlCommand(
                $"begin isolation level repeatable read read only; set transaction snapshot '{snapshot}'", connection))
            {
                await begin.ExecuteNonQueryAsync(cancellationToken);
            }

            var command = new NpgsqlCommand(sql, connection) { CommandTimeout = LedgerVerifier.StatementTimeoutSeconds };
            if (parameter is not null)
            {
                command.Parameters.Add(parameter);
            }

            var cursor = new RowCursor<T>(connection, command, await command.ExecuteReaderAsync(cancellationToken), read);
            await cursor.MoveNextAsync(cancellationToken);
            return cursor;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask MoveNextAsync(CancellationToken cancellationToken) =>
        Current = await _reader.ReadAsync(cancellationToken) ? _read(_reader) : null;

    public async ValueTask DisposeAsync()
    {
        if (Current is not null)
        {
            // Closing a reader would fetch all that is left of it.
            _command.Cancel();
        }

        await _reader.DisposeAsync();
        await _command.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
