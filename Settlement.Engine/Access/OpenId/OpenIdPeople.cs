using Npgsql;
using Settlement.Domain.Access;
using Settlement.Engine.Database;

namespace Settlement.Engine.Access.OpenId;

/// <summary>
/// The accounts of people whom the provider vouches for. Found by issuer and subject; made at the first sign-in. Who has a password is never taken over by a name: names at a
/// provider may be chosen freely. An account that an administrator made without a password waits for the provider's person of that name.
/// </summary>
public sealed class OpenIdPeople(NpgsqlDataSource source, ActivityLog activity, CallerDirectory callers, TimeProvider time)
{
    // As for an administrator's changes, and in their order, the table before a row: two who take each other's role away take turns.
    private const string LockSql = "lock table people in share row exclusive mode";

    private const string OtherAdministratorsSql = "select name, role, is_active from people where role = 'administrator' and is_active and name <> $1 limit 1";

    private const string FindSql = "select name, role, is_active from people where subject = $1 for update";

    private const string ClaimSql = """
        update people set subject = $2, updated_at = $3
        where name = $1 and subject is null and password_hash is null and not is_demo
        returning name, role, is_active
        """;

    private const string AddSql = """
        insert into people (name, display_name, role, password_hash, subject, is_demo, is_active, created_at, created_by, updated_at)
        values ($1, $2, $3, null, $4, false, true, $5, 'openid', $5)
        on conflict do nothing
        """;

    private const string RoleSql = "update people set role = $2, updated_at = $3 where name = $1";

    /// <summary>The person's name here, with the role that the provider gives now; or why they are not let in.</summary>
    public async Task<(string? Name, OpenIdRefusal? Refusal)> AdmitAsync(OpenIdPerson person, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(person);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync(connection, LockSql, cancellationToken);
        var known = await OneAsync(connection, FindSql, cancellationToken, SqlValues.Text(person.Subject));
        if (person.Role is not { } role)
        {
            return (known?.Name ?? person.Name, OpenIdRefusal.NoRole);
        }

        if (known is null && person.Name is null)
        {
            return (null, OpenIdRefusal.NoName);
        }

        known ??= await OneAsync(connection, ClaimSql, cancellationToken, SqlValues.Text(person.Name), SqlValues.Text(person.Subject), SqlValues.Time(time.Now()));
        if (known is { IsActive: false })
        {
            return (known.Name, OpenIdRefusal.NotActive);
        }

        if (known is null)
        {
            if (!await AddAsync(connection, person, role, cancellationToken))
            {
                return (person.Name, OpenIdRefusal.NameTaken);
            }

            await RecordAsync(connection, "addPerson", person.Name!, role, cancellationToken);
        }
        else if (known.Role != role)
        {
            if (known.Role == Role.Administrator && await OneAsync(connection, OtherAdministratorsSql, cancellationToken, SqlValues.Text(known.Name)) is null)
            {
                return (known.Name, OpenIdRefusal.LastAdministrator);
            }

            await RunAsync(connection, RoleSql, cancellationToken, SqlValues.Text(known.Name), SqlValues.Text(SqlValues.NameOf(role)), SqlValues.Time(time.Now()));
            await RecordAsync(connection, "changePerson", known.Name, role, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        callers.ForgetAll();
        return (known?.Name ?? person.Name, null);
    }

    private async Task<bool> AddAsync(NpgsqlConnection connection, OpenIdPerson person, Role role, CancellationToken cancellationToken) => await RunAsync(
        connection, AddSql, cancellationToken, SqlValues.Text(person.Name), SqlValues.Text(person.DisplayName), SqlValues.Text(SqlValues.NameOf(role)),
        SqlValues.Text(person.Subject), SqlValues.Time(time.Now())) == 1;

    private Task RecordAsync(NpgsqlConnection connection, string action, string name, Role role, CancellationToken cancellationToken) => activity.RecordAsync(
        connection,
        new ActivityNote(name, CallerKind.Person, null, action, name, "the identity provider says so", ActivityOutcome.Done, $"role {SqlValues.NameOf(role)}, by openid"),
        cancellationToken);

    private static async Task<Known?> OneAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new Known(reader.GetString(0), SqlValues.Parse<Role>(reader.GetString(1)), reader.GetBoolean(2)) : null;
    }

    private static async Task<int> RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed record Known(string Name, Role Role, bool IsActive);
}
