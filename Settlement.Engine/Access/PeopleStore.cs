using Npgsql;
using Settlement.Domain.Access;
using Settlement.Engine.Database;

namespace Settlement.Engine.Access;

/// <summary>The accounts of people. Nobody is deleted: the records name them.</summary>
public sealed class PeopleStore(NpgsqlDataSource source, ActivityLog activity, TimeProvider time)
{
    // The last sign-in stands in the activity, whose index has another collation than names.
    internal const string Columns = """
        name, display_name, role, is_active, is_demo, password_hash is not null, locked_until, created_at, created_by, updated_at,
        (select a.at from activity a where a.subject = people.name collate "default" and a.action = 'signIn' and a.outcome = 'done' order by a.position desc limit 1)
        """;

    private const string ListSql = $"select {Columns} from people where name > $1 order by name limit $2";

    private const string FindSql = $"select {Columns} from people where name = $1";

    private const string AddSql = $"""
        insert into people (name, display_name, role, password_hash, is_demo, is_active, created_at, created_by, updated_at)
        values ($1, $2, $3, $4, $5, true, $6, $7, $6)
        on conflict do nothing
        returning {Columns}
        """;

    private const string SignInSql = "select password_hash, is_demo from people where name = $1 and is_active";

    // Counted before the password is looked at, so that many tries side by side count as many; the row's lock puts them in order. A lock that has run
    // out begins a new count.
    private const string CountSql = """
        update people set
            failed_sign_ins = case when locked_until is null then failed_sign_ins + 1 else 1 end,
            locked_until = case when locked_until is null and failed_sign_ins + 1 >= $3 then $4 end
        where name = $1 and (locked_until is null or locked_until <= $2)
        """;

    private const string WelcomeSql = "update people set failed_sign_ins = 0, locked_until = null, password_hash = coalesce($2, password_hash) where name = $1";

    public async Task<IReadOnlyList<Person>> ListAsync(string after, int max, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(ListSql);
        command.Parameters.Add(SqlValues.Text(after));
        command.Parameters.Add(SqlValues.Integer(max));
        var people = new List<Person>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            people.Add(Read(reader));
        }

        return people;
    }

    public async Task<Person?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(FindSql);
        command.Parameters.Add(SqlValues.Text(name));
        return await OneAsync(command, cancellationToken);
    }

    /// <summary>Null when there is somebody of that name already.</summary>
    /// <param name="passwordHash">Null for somebody who signs in with the identity provider only.</param>
    /// <param name="note">Recorded in the same commit; null for who comes with the system's start.</param>
    public async Task<Person?> AddAsync(
        string name, string displayName, Role role, string? passwordHash, bool isDemo, string createdBy, ActivityNote? note, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(AddSql, connection);
        command.Parameters.Add(SqlValues.Text(name));
        command.Parameters.Add(SqlValues.Text(displayName));
        command.Parameters.Add(SqlValues.Text(SqlValues.NameOf(role)));
        command.Parameters.Add(SqlValues.Text(passwordHash));
        command.Parameters.Add(SqlValues.Flag(isDemo));
        command.Parameters.Add(SqlValues.Time(time.Now()));
        command.Parameters.Add(SqlValues.Text(createdBy));
        var person = await OneAsync(command, cancellationToken);
        if (person is not null && note is not null)
        {
            await activity.RecordAsync(connection, note, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return person;
    }

    public async Task<StoredPassword?> FindPasswordAsync(string name, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(SignInSql);
        command.Parameters.Add(SqlValues.Text(name));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new StoredPassword(reader.NullableText(0), reader.GetBoolean(1))
            : null;
    }

    /// <summary>Counts a try, and locks the account with the last that is allowed; false when it is locked already.</summary>
    public async Task<bool> CountTryAsync(string name, int allowed, DateTimeOffset lockedUntil, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(CountSql);
        command.Parameters.Add(SqlValues.Text(name));
        command.Parameters.Add(SqlValues.Time(time.Now()));
        command.Parameters.Add(SqlValues.Integer(allowed));
        command.Parameters.Add(SqlValues.Time(lockedUntil));
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <param name="rehashed">The password's hash made anew because the hasher's settings have become stronger; null keeps the old one.</param>
    public async Task WelcomeAsync(string name, string? rehashed, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(WelcomeSql);
        command.Parameters.Add(SqlValues.Text(name));
        command.Parameters.Add(SqlValues.Text(rehashed));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    internal static Person Read(NpgsqlDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), SqlValues.Parse<Role>(reader.GetString(2)), reader.GetBoolean(3), reader.GetBoolean(4),
        reader.GetBoolean(5), reader.NullableTime(6), reader.GetFieldValue<DateTimeOffset>(7), reader.GetString(8), reader.GetFieldValue<DateTimeOffset>(9),
        reader.NullableTime(10));

    private static async Task<Person?> OneAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }
}

/// <param name="Hash">Null when the person has no password.</param>
public sealed record StoredPassword(string? Hash, bool IsDemo);
