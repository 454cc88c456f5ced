using Npgsql;
using Settlement.Domain.Access;
using Settlement.Engine.Database;

namespace Settlement.Engine.Access;

/// <summary>A person's sessions, for administrators: looking at them and ending them.</summary>
public sealed class SessionStore(NpgsqlDataSource source, CallerDirectory callers, ActivityLog activity, AccessPolicy policy, TimeProvider time)
{
    /// <summary>Nobody has more that matter; the newest are shown.</summary>
    private const int MaxShown = 100;

    private const string ListSql = """
        select s.session_id, s.method, s.created_at, s.last_seen_at, s.expires_at from sessions s join people p using (person_id)
        where p.name = $1 and s.ended_at is null and s.expires_at > $2 and s.last_seen_at > $3 order by s.session_id desc limit $4
        """;

    // Those that nobody has used for long as well: with a longer Access:IdleMinutes they would be good again.
    private const string EndSql = """
        update sessions s set ended_at = $2 from people p where p.person_id = s.person_id and p.name = $1 and s.ended_at is null and s.expires_at > $2
        """;

    public async Task<IReadOnlyList<OpenSession>> ListAsync(string person, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(ListSql);
        command.Parameters.Add(SqlValues.Text(person));
        command.Parameters.Add(SqlValues.Time(time.Now()));
        command.Parameters.Add(SqlValues.Time(time.Now().AddMinutes(-policy.Options.IdleMinutes)));
        command.Parameters.Add(SqlValues.Integer(MaxShown));
        var sessions = new List<OpenSession>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            sessions.Add(new OpenSession(
                reader.GetInt64(0), SqlValues.Parse<SessionMethod>(reader.GetString(1)), reader.GetFieldValue<DateTimeOffset>(2),
                reader.GetFieldValue<DateTimeOffset>(3), reader.GetFieldValue<DateTimeOffset>(4)));
        }

        return sessions;
    }

    /// <summary>Ends all sessions of a person, in one commit with the record; returns how many there were.</summary>
    public async Task<int> EndAllAsync(string person, Caller by, string reason, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        int ended;
        await using (var command = new NpgsqlCommand(EndSql, connection))
        {
            command.Parameters.Add(SqlValues.Text(person));
            command.Parameters.Add(SqlValues.Time(time.Now()));
            ended = await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await activity.RecordAsync(connection, ActivityNote.Of(by, "endSessions", person, reason, detail: $"{ended} ended"), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        callers.ForgetAll();
        return ended;
    }
}
