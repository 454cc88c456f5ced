using Npgsql;
using NpgsqlTypes;
using Settlement.Domain.Access;
using Settlement.Engine.Database;

namespace Settlement.Engine.Access;

/// <summary>Who did what, when and why: append-only.</summary>
public sealed class ActivityLog(NpgsqlDataSource source, TimeProvider time)
{
    private const string AppendSql = """
        insert into activity (at, actor, actor_kind, on_behalf_of, action, subject, reason, outcome, detail) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """;

    // One plan for every combination of filters is good enough: the page is found by the primary key, newest first.
    private const string ReadSql = """
        select position, at, actor, actor_kind, on_behalf_of, action, subject, reason, outcome, detail
        from activity
        where position < $1 and ($2::text is null or actor = $2) and ($3::text is null or action = $3) and ($4::text is null or subject = $4)
            and ($5::text is null or outcome = $5) and ($6::timestamptz is null or at >= $6) and ($7::timestamptz is null or at < $7)
        order by position desc
        limit $8
        """;

    public async Task RecordAsync(ActivityNote note, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand();
        Fill(command, note, time.Now());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>In the caller's transaction: what was done and that it was recorded stand or fall together.</summary>
    public async Task RecordAsync(NpgsqlConnection connection, ActivityNote note, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        Fill(command, note, time.Now());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Entries before a position, newest first.</summary>
    public async Task<IReadOnlyList<ActivityEntry>> ReadAsync(ActivityFilter filter, long before, int max, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(ReadSql);
        command.Parameters.Add(SqlValues.Long(before));
        command.Parameters.Add(SqlValues.Text(filter.Actor));
        command.Parameters.Add(SqlValues.Text(filter.Action));
        command.Parameters.Add(SqlValues.Text(filter.Subject));
        command.Parameters.Add(SqlValues.Text(filter.Outcome is { } outcome ? SqlValues.NameOf(outcome) : null));
        command.Parameters.Add(SqlValues.Time(filter.From));
        command.Parameters.Add(SqlValues.Time(filter.To));
        command.Parameters.Add(SqlValues.Integer(max));
        var entries = new List<ActivityEntry>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            entries.Add(new ActivityEntry(
                reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetString(2), SqlValues.Parse<CallerKind>(reader.GetString(3)),
                reader.NullableText(4), reader.GetString(5), reader.GetString(6), reader.GetString(7),
                SqlValues.Parse<ActivityOutcome>(reader.GetString(8)), reader.GetString(9)));
        }

        return entries;
    }

    private static void Fill(NpgsqlCommand command, ActivityNote note, DateTimeOffset at)
    {
        command.CommandText = AppendSql;
        command.Parameters.Add(SqlValues.Time(at));
        command.Parameters.Add(SqlValues.Text(note.Actor));
        command.Parameters.Add(SqlValues.Text(SqlValues.NameOf(note.ActorKind)));
        command.Parameters.Add(SqlValues.Text(note.OnBehalfOf));
        command.Parameters.Add(SqlValues.Text(note.Action));
        command.Parameters.Add(SqlValues.Text(note.Subject));
        command.Parameters.Add(SqlValues.Text(note.Reason));
        command.Parameters.Add(SqlValues.Text(SqlValues.NameOf(note.Outcome)));
        command.Parameters.Add(new NpgsqlParameter { Value = note.Detail, NpgsqlDbType = NpgsqlDbType.Text });
    }
}
