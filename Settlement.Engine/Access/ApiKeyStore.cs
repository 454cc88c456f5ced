using System.Security.Cryptography;
using Npgsql;
using Settlement.Domain.Access;
using Settlement.Engine.Database;

namespace Settlement.Engine.Access;

/// <summary>The keys of programs. A key's secret is known here only while it is made.</summary>
public sealed class ApiKeyStore(NpgsqlDataSource source, ActivityLog activity, CallerDirectory callers, KeyUse uses, TimeProvider time)
{
    private const string Columns = "key_id, name, scopes, created_at, created_by, expires_at, last_used_at, revoked_at, revoked_by";

    private const string ListSql = $"select {Columns} from api_keys where key_id > $1 order by key_id limit $2";

    private const string FindSql = $"select {Columns} from api_keys where key_id = $1";

    private const string AddSql = $"""
        insert into api_keys (key_id, name, hash, scopes, created_at, created_by, expires_at) values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (name) do nothing
        returning {Columns}
        """;

    private const string RevokeSql = "update api_keys set revoked_at = $2, revoked_by = $3 where key_id = $1 and revoked_at is null";

    public async Task<IReadOnlyList<ApiKey>> ListAsync(string after, int max, CancellationToken cancellationToken)
    {
        await uses.WriteAsync(cancellationToken);
        await using var command = source.CreateCommand(ListSql);
        command.Parameters.Add(SqlValues.Text(after));
        command.Parameters.Add(SqlValues.Integer(max));
        var keys = new List<ApiKey>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            keys.Add(Read(reader));
        }

        return keys;
    }

    /// <summary>Null when another key has the name.</summary>
    public async Task<NewApiKey?> AddAsync(
        string name, ScopeSet scopes, DateTimeOffset? expiresAt, Caller by, string reason, CancellationToken cancellationToken)
    {
        var secret = AccessSecret.NewKey();
        var keyId = "key_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        ApiKey key;
        await using (var command = new NpgsqlCommand(AddSql, connection))
        {
            command.Parameters.Add(SqlValues.Text(keyId));
            command.Parameters.Add(SqlValues.Text(name));
            command.Parameters.Add(SqlValues.Bytes(secret.Hash));
            command.Parameters.Add(SqlValues.Texts(scopes.ToList().Select(SqlValues.NameOf)));
            command.Parameters.Add(SqlValues.Time(time.Now()));
            command.Parameters.Add(SqlValues.Text(by.Name));
            command.Parameters.Add(SqlValues.Time(expiresAt));
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            if (!await reader.ReadAsync(cancellationToken))
            {
                return null;
            }

            key = Read(reader);
        }

        var detail = string.Join(' ', scopes.ToList().Select(SqlValues.NameOf));
        await activity.RecordAsync(connection, ActivityNote.Of(by, "createKey", keyId, reason, detail: $"{name}: {detail}"), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new NewApiKey(key, secret.Text);
    }

    /// <summary>Ends a key; ending it again changes nothing. Null when there is none.</summary>
    public async Task<ApiKey?> RevokeAsync(string keyId, Caller by, string reason, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var command = new NpgsqlCommand(RevokeSql, connection))
        {
            command.Parameters.Add(SqlValues.Text(keyId));
            command.Parameters.Add(SqlValues.Time(time.Now()));
            command.Parameters.Add(SqlValues.Text(by.Name));
            if (await command.ExecuteNonQueryAsync(cancellationToken) == 1)
            {
                await activity.RecordAsync(connection, ActivityNote.Of(by, "revokeKey", keyId, reason), cancellationToken);
            }
        }

        ApiKey? key;
        await using (var find = new NpgsqlCommand(FindSql, connection) { Parameters = { SqlValues.Text(keyId) } })
        {
            await using var reader = await find.ExecuteReaderAsync(cancellationToken);
            key = await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
        }

        await transaction.CommitAsync(cancellationToken);
        callers.ForgetAll();
        return key;
    }

    private static ApiKey Read(NpgsqlDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), AccessScopes.Of(reader.GetFieldValue<string[]>(2)).ToList(), reader.GetFieldValue<DateTimeOffset>(3),
        reader.GetString(4), reader.NullableTime(5), reader.NullableTime(6), reader.NullableTime(7), reader.NullableText(8));
}
