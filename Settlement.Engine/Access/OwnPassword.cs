using Npgsql;
using Settlement.Domain.Access;
using Settlement.Engine.Database;

namespace Settlement.Engine.Access;

/// <summary>
/// Changes a person's own password with the old one. Tries count as sign-ins do: who found an open session cannot try passwords out. The person's other sessions end with
/// the change, in one commit with its record.
/// </summary>
public sealed class OwnPassword(
    NpgsqlDataSource source, PeopleStore people, Passwords passwords, CallerDirectory callers, ActivityLog activity, AccessPolicy policy, TimeProvider time)
{
    public const string Action = "changeOwnPassword";

    private const string ChangeSql = """
        update people set password_hash = $2, failed_sign_ins = 0, locked_until = null, updated_at = $3 where name = $1 and password_hash is not null and not is_demo
        """;

    private const string EndOthersSql = """
        update sessions s set ended_at = $2 from people p where p.person_id = s.person_id and p.name = $1 and s.ended_at is null and s.token_hash <> $3
        """;

    /// <param name="session">The session in which it is changed; it stays.</param>
    /// <returns>With how many other sessions ended.</returns>
    /// <exception cref="SignInsBusyException">Too many sign-ins at once.</exception>
    public async Task<(OwnPasswordOutcome Outcome, int Ended)> ChangeAsync(Caller caller, AccessSecret session, string old, string fresh, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(session);
        var known = await people.FindPasswordAsync(caller.Name, cancellationToken);
        if (known is not { Hash: { } hash, IsDemo: false })
        {
            return (OwnPasswordOutcome.NoOwnPassword, 0);
        }

        var isAdmitted = await people.CountTryAsync(
            caller.Name, policy.Options.MaxFailedSignIns, time.Now().AddMinutes(policy.Options.LockMinutes), cancellationToken);
        var (isRight, _) = await passwords.VerifyAsync(isAdmitted ? hash : null, old, cancellationToken);
        if (!isRight)
        {
            await activity.RecordAsync(ActivityNote.Of(caller, Action, caller.Name, "", ActivityOutcome.Refused, "wrong old password"), cancellationToken);
            return (OwnPasswordOutcome.WrongOld, 0);
        }

        var rehashed = await passwords.HashAsync(fresh, cancellationToken);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await RunAsync(connection, ChangeSql, cancellationToken, SqlValues.Text(caller.Name), SqlValues.Text(rehashed), SqlValues.Time(time.Now()));
        var ended = await RunAsync(connection, EndOthersSql, cancellationToken, SqlValues.Text(caller.Name), SqlValues.Time(time.Now()), SqlValues.Bytes(session.Hash));
        await activity.RecordAsync(connection, ActivityNote.Of(caller, Action, caller.Name, "", detail: $"{ended} other sessions ended"), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        callers.ForgetAll();
        return (OwnPasswordOutcome.Changed, ended);
    }

    private static async Task<int> RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

public enum OwnPasswordOutcome
{
    Changed,

    /// <summary>The person signs in with the identity provider, or is a demo person, whose password everybody knows.</summary>
    NoOwnPassword,

    /// <summary>Or the account is locked.</summary>
    WrongOld,
}
