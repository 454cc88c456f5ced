using Npgsql;
using Settlement.Domain.Access;
using Settlement.Engine.Database;

namespace Settlement.Engine.Access;

/// <summary>Whom a secret belongs to, as the database knows it at the moment.</summary>
public sealed class CredentialStore(NpgsqlDataSource source, TimeProvider time)
{
    private const string SessionSql = """
        select p.name, p.display_name, p.role, s.expires_at
        from sessions s join people p using (person_id)
        where s.token_hash = $1 and s.ended_at is null and s.expires_at > $2 and p.is_active
        """;

    private const string KeySql = """
        select key_id, name, scopes, expires_at from api_keys
        where hash = $1 and revoked_at is null and (expires_at is null or expires_at > $2)
        """;

    private const string BeginSql = "insert into sessions (token_hash, person_id, created_at, expires_at) select $1, person_id, $3, $4 from people where name = $2 and is_active";

    private const string EndSql = "update sessions set ended_at = $2 where token_hash = $1 and ended_at is null";

    // Old ones are of no use to anyone: what was done in them stands in the activity. A day later, so that clocks may differ.
    private const string SweepSql = "delete from sessions where expires_at < $1";

    /// <summary>Null when it is not good: never was, ended, expired, or its person may not sign in any more.</summary>
    public async Task<Caller?> FindAsync(AccessSecret secret, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(secret.IsKey ? KeySql : SessionSql);
        command.Parameters.Add(SqlValues.Bytes(secret.Hash));
        command.Parameters.Add(SqlValues.Time(time.GetUtcNow()));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        return secret.IsKey
            ? new Caller(
                "key:" + reader.GetString(0), CallerKind.ApiKey, reader.GetString(1), reader.GetString(1), null,
                AccessScopes.Of(reader.GetFieldValue<string[]>(2)), reader.NullableTime(3))
            : PersonOf(reader.GetString(0), reader.GetString(1), SqlValues.Parse<Role>(reader.GetString(2)), reader.GetFieldValue<DateTimeOffset>(3));
    }

    public static Caller PersonOf(string name, string displayName, Role role, DateTimeOffset expiresAt) =>
        new("person:" + name, CallerKind.Person, name, displayName, role, RoleScopes.Of(role), expiresAt);

    /// <summary>False when there is no active person of the name.</summary>
    public async Task<bool> BeginAsync(AccessSecret token, string person, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        var now = time.Now();
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(SweepSql) { Parameters = { SqlValues.Time(now.AddDays(-1)) } },
                new NpgsqlBatchCommand(BeginSql)
                {
                    Parameters = { SqlValues.Bytes(token.Hash), SqlValues.Text(person), SqlValues.Time(now), SqlValues.Time(expiresAt) },
                },
            },
        };
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return batch.BatchCommands[1].RecordsAffected == 1;
    }

    public async Task EndAsync(AccessSecret token, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(EndSql);
        command.Parameters.Add(SqlValues.Bytes(token.Hash));
        command.Parameters.Add(SqlValues.Time(time.Now()));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
