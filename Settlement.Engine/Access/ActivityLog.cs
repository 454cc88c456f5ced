using Npgsql;
using Settlement.Domain.Access;
using Settlement.Engine.Database;

namespace Settlement.Engine.Access;

/// <summary>Who did what, when and why: append-only.</summary>
public sealed class ActivityLog(NpgsqlDataSource source, TimeProvider time)
{
    private const string Columns = "at, actor, actor_kind, on_behalf_of, action, subject, reason, outcome, detail";

    private const string AppendSql = $"insert into activity ({Columns}, intent) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning position";

    // One plan for every combination of filters is good enough: the page is found by the primary key, newest first.
    private const string ReadSql = """
        select position, at, actor, actor_kind, on_behalf_of, action, subject, reason, outcome, detail
        from activity a
        where position < $1 and (outcome <> 'begun' or not exists (select from activity e where e.intent = a.position)) and ($2::text is null or actor = $2) and ($3::text is null or action = $3) and ($4::text is null or subject = $4)
            and ($5::text is null or outcome = $5) and ($6::timestamptz is null or at >= $6) and ($7::timestamptz is null or at < $7)
        order by position desc
        limit $8
        """;

    public async Task RecordAsync(ActivityNote note, CancellationToken cancellationToken) => await AppendAsync(note, null, cancellationToken);

    /// <summary>Writes what somebody sets out to do, before it is done; the entry's position is for <see cref="EndAsync"/>.</summary>
    public Task<long> BeginAsync(ActivityNote note, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(note);
        return AppendAsync(note with { Outcome = ActivityOutcome.Begun }, null, cancellationToken);
    }

    /// <summary>Writes how it ended.</summary>
    public async Task EndAsync(long intent, ActivityNote note, CancellationToken cancellationToken) => await AppendAsync(note, intent, cancellationToken);

    /// <summary>
    /// A statement that makes a change and records it, both or neither, where the change is a statement of its own: it affects as many rows as were
    /// changed, and for each of them there is an entry. Its parameters are the change's and then <see cref="Values"/>.
    /// </summary>
    /// <param name="change">An insert, update or delete without a returning clause.</param>
    /// <param name="parameters">How many the change has.</param>
    internal static string Following(string change, int parameters) =>
        $"with changed as ({change} returning 1) insert into activity ({Columns}) select {string.Join(", ", Enumerable.Range(parameters + 1, 9).Select(number => "$" + number))} from changed";

    internal NpgsqlParameter[] Values(ActivityNote note) =>
    [
        SqlValues.Time(time.Now()), SqlValues.Text(note.Actor), SqlValues.Text(SqlValues.NameOf(note.ActorKind)), SqlValues.Text(note.OnBehalfOf),
        SqlValues.Text(note.Action), SqlValues.Text(note.Subject), SqlValues.Text(note.Reason), SqlValues.Text(SqlValues.NameOf(note.Outcome)), SqlValues.Text(note.Detail),
    ];

    /// <summary>In the caller's transaction: what was done and that it was recorded stand or fall together.</summary>
    public async Task RecordAsync(NpgsqlConnection connection, ActivityNote note, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(AppendSql, connection);
        command.Parameters.AddRange((NpgsqlParameter[])[.. Values(note), SqlValues.Long(null)]);
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

    private async Task<long> AppendAsync(ActivityNote note, long? intent, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(AppendSql);
        command.Parameters.AddRange((NpgsqlParameter[])[.. Values(note), SqlValues.Long(intent)]);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
