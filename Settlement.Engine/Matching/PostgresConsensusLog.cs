using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;
using Settlement.Engine.Database;
using Settlement.Engine.Leadership;

namespace Settlement.Engine.Matching;

/// <summary>
/// The consensus log as rows that are inserted once: "insert, or leave what stands there" and the read of what stands there are one round
/// trip and one commit. The second statement has a later snapshot than the first, so it also sees the row that the first one lost to. The record
/// of who decided is part of the same statement.
/// </summary>
public sealed class PostgresConsensusLog(
    [FromKeyedServices(DatabaseConnections.Hot)] NpgsqlDataSource dataSource, EngineIdentity self, TimeProvider time) : IConsensusLog
{
    // In order of the keys: two engines that fix the same keys then wait for each other instead of deadlocking.
    private const string InsertSql = """
        with decided as (
            insert into consensus_log (key, value, at)
            select i.key, i.value, $3 from unnest($1, $2) as i (key, value) order by i.key
            on conflict (key) do nothing
            returning key, value)
        insert into consensus_decisions (key, log, digest, decided_by, lease, token, revision, decided_at, recorded_at)
        select key, 'postgres', sha256(value), $4, $5, $6, pg_current_xact_id()::text::bigint, $3, $3 from decided
        """;

    private const string SelectSql = "select key, value from consensus_log where key = any ($1)";

    public async Task<byte[]> FixAsync(string key, byte[] value, CancellationToken cancellationToken) =>
        (await FixManyAsync([new(key, value)], cancellationToken).ConfigureAwait(false))[0];

    public async Task<IReadOnlyList<byte[]>> FixManyAsync(
        IReadOnlyList<KeyValuePair<string, byte[]>> values, CancellationToken cancellationToken)
    {
        if (values.Count == 0)
        {
            return [];
        }

        var keys = values.Select(value => value.Key).ToArray();
        var standing = await InsertAndReadAsync(values, keys, cancellationToken).ConfigureAwait(false);
        return [.. keys.Select(key => standing[key])];
    }

    public async Task<(byte[] Standing, byte[]? Beside)> FixAndReadAsync(string key, byte[] value, string beside, CancellationToken cancellationToken)
    {
        var standing = await InsertAndReadAsync([new(key, value)], [key, beside], cancellationToken).ConfigureAwait(false);
        return (standing[key], standing.GetValueOrDefault(beside));
    }

    public async Task<bool> TryFixAllAsync(IReadOnlyList<KeyValuePair<string, byte[]>> values, CancellationToken cancellationToken)
    {
        // Rolled back rather than refused by the server: an error in a batch costs the connection its prepared statements.
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.HoldFence();
        var insert = Insert(values);
        batch.BatchCommands.Add(insert);
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        if (insert.RecordsAffected < values.Count)
        {
            return false;
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    public async Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("select value from consensus_log where key = $1");
        command.Parameters.Add(new() { Value = key, NpgsqlDbType = NpgsqlDbType.Text });
        return (byte[]?)await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<Dictionary<string, byte[]>> InsertAndReadAsync(
        IReadOnlyList<KeyValuePair<string, byte[]>> values, string[] read, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateFencedBatch();
        batch.BatchCommands.Add(Insert(values));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(SelectSql)
        {
            Parameters = { new() { Value = read, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text } },
        });
        var standing = new Dictionary<string, byte[]>(read.Length, StringComparer.Ordinal);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            standing[reader.GetString(0)] = reader.GetFieldValue<byte[]>(1);
        }

        return standing;
    }

    private NpgsqlBatchCommand Insert(IReadOnlyList<KeyValuePair<string, byte[]>> values)
    {
        var fence = FenceScope.Current;
        return new NpgsqlBatchCommand(InsertSql)
        {
            Parameters =
            {
                new() { Value = values.Select(value => value.Key).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new() { Value = values.Select(value => value.Value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
                new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new() { Value = self.EngineId, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = (object?)fence?.Lease ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = (object?)fence?.Token ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint },
            },
        };
    }
}
