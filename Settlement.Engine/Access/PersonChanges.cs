using Npgsql;
using Settlement.Domain.Access;
using Settlement.Engine.Database;

namespace Settlement.Engine.Access;

/// <summary>Changes accounts: each change with its record in one commit, and never so that nobody is left who could change accounts.</summary>
public sealed class PersonChanges(NpgsqlDataSource source, ActivityLog activity, CallerDirectory callers, TimeProvider time)
{
    // The lock makes changes take turns: two administrators who disable each other must not both succeed.
    private const string LockSql = "lock table people in share row exclusive mode";

    private const string ApplySql = $"""
        update people set
            display_name = coalesce($2, display_name), role = coalesce($3, role), is_active = coalesce($4, is_active),
            password_hash = coalesce($5, password_hash),
            failed_sign_ins = case when $6 then 0 else failed_sign_ins end, locked_until = case when $6 then null else locked_until end,
            updated_at = $7
        where name = $1
        returning {PeopleStore.Columns}
        """;

    private const string EndSessionsSql = """
        update sessions s set ended_at = $2 from people p where p.person_id = s.person_id and p.name = $1 and s.ended_at is null
        """;

    private const string AdministratorsSql = "select count(*) from people where role = 'administrator' and is_active";

    public async Task<(PersonChangeOutcome Outcome, Person? Person)> ApplyAsync(
        string name, PersonChange change, ActivityNote note, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync(connection, LockSql, [], cancellationToken);
        var person = await UpdateAsync(connection, name, change, cancellationToken);
        if (person is null)
        {
            return (PersonChangeOutcome.NotFound, null);
        }

        if (await CountAdministratorsAsync(connection, cancellationToken) == 0)
        {
            return (PersonChangeOutcome.LastAdministrator, null);
        }

        // Whoever had the old password, or was let in before, signs in again. A new role takes effect with the next look-up.
        if (change.PasswordHash is not null || change.IsActive == false)
        {
            await RunAsync(connection, EndSessionsSql, [SqlValues.Text(name), SqlValues.Time(time.Now())], cancellationToken);
        }

        await activity.RecordAsync(connection, note, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        callers.ForgetAll();
        return (PersonChangeOutcome.Changed, person);
    }

    private async Task<Person?> UpdateAsync(NpgsqlConnection connection, string name, PersonChange change, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ApplySql, connection);
        command.Parameters.Add(SqlValues.Text(name));
        command.Parameters.Add(SqlValues.Text(change.DisplayName));
        command.Parameters.Add(SqlValues.Text(change.Role is { } role ? SqlValues.NameOf(role) : null));
        command.Parameters.Add(SqlValues.Flag(change.IsActive));
        command.Parameters.Add(SqlValues.Text(change.PasswordHash));
        command.Parameters.Add(SqlValues.Flag(change.Unlock || change.PasswordHash is not null));
        command.Parameters.Add(SqlValues.Time(time.Now()));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? PeopleStore.Read(reader) : null;
    }

    private static async Task<long> CountAdministratorsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(AdministratorsSql, connection);
        return (long)(await command.ExecuteScalarAsync(cancellationToken) ?? 0L);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>What of an account is to change; null leaves it.</summary>
/// <param name="Unlock">Takes a lock after failed sign-ins away.</param>
public sealed record PersonChange(string? DisplayName, Role? Role, bool? IsActive, string? PasswordHash, bool Unlock);

public enum PersonChangeOutcome
{
    Changed,
    NotFound,

    /// <summary>Nobody would be left who could give access.</summary>
    LastAdministrator,
}
