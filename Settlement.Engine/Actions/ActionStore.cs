using Npgsql;
using Settlement.Domain.Actions;
using Settlement.Engine.Access;
using Settlement.Engine.Database;

namespace Settlement.Engine.Actions;

/// <summary>Actions and their items. Every change of state names the state it changes, so of two who decide at once one does; and it is recorded in its own statement.</summary>
public sealed class ActionStore(NpgsqlDataSource source, ActivityLog activity, TimeProvider time)
{
    private const string Columns = """
        action_id, kind, parameters, title, notes, hash, second_person, items_per_second, state, created_at, created_by, created_by_id, expires_at,
        executed_at, executed_by, executed_by_id, reason, decided_at, decided_by, decision_reason, finished_at, cancelled_by
        """;

    private const string ItemColumns = "item, key, description, parties, currency, amount_minor, fingerprint, state, outcome, attempts, ended_at";

    private const string AddSql = """
        insert into operator_actions (action_id, kind, parameters, title, notes, hash, second_person, items_per_second, state, created_at, created_by,
                                      created_by_id, expires_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, 'previewed', $9, $10, $11, $12)
        """;

    private const string AddItemsSql = """
        insert into operator_action_items (action_id, item, key, description, parties, currency, amount_minor, fingerprint, state)
        select $1, i.item, i.key, i.description, string_to_array(i.parties, ' '), i.currency, i.amount_minor, i.fingerprint, 'pending'
        from unnest($2, $3, $4, $5, $6, $7, $8) as i (item, key, description, parties, currency, amount_minor, fingerprint)
        """;

    private const string ListSql = $"""
        select {Columns} from operator_actions
        where (created_at, action_id) < ($1, $2) and ($3::text is null or state = $3) and ($4::text is null or kind = $4)
        order by created_at desc, action_id desc limit $5
        """;

    private const string ProgressSql = "select state, count(*)::int from operator_action_items where action_id = $1 group by state";

    private const string TotalsSql = """
        select currency, sum(abs(amount_minor::numeric)) from operator_action_items where action_id = $1 and currency is not null group by currency order by currency
        """;

    private const string PartiesSql = """
        select distinct party from operator_action_items, unnest(parties) as party where action_id = $1 order by party limit 1000
        """;

    private const string ExecuteSql = """
        update operator_actions set state = $3, executed_at = $4, executed_by = $5, executed_by_id = $6, reason = $7, expires_at = $8
        where action_id = $1 and state = $2
        """;

    private const string DecideSql = """
        update operator_actions set state = $3, decided_at = $4, decided_by = $5, decision_reason = $6, finished_at = case when $3 = 'refused' then $4 end
        where action_id = $1 and state = $2
        """;

    // One that runs is told to stop by its name in cancelled_by; the runner ends it after the item in hand.
    private const string CancelSql = """
        update operator_actions set
            cancelled_by = $2, state = case when state = 'running' then state else 'cancelled' end,
            finished_at = case when state = 'running' then null else $3 end
        where action_id = $1 and state in ('previewed', 'waiting', 'running') and cancelled_by is null
        """;

    public async Task AddAsync(StoredAction action, IReadOnlyList<DraftItem> items, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var command = new NpgsqlCommand(AddSql, connection))
        {
            command.Parameters.AddRange(new[]
            {
                SqlValues.Text(action.ActionId), SqlValues.Text(action.Kind), SqlValues.Text(action.Parameters), SqlValues.Text(action.Title),
                SqlValues.Texts(action.Notes), SqlValues.Text(action.Hash), SqlValues.Text(action.SecondPerson), SqlValues.Integer(action.ItemsPerSecond),
                SqlValues.Time(action.CreatedAt), SqlValues.Text(action.CreatedBy), SqlValues.Text(action.CreatedById), SqlValues.Time(action.ExpiresAt),
            });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var command = new NpgsqlCommand(AddItemsSql, connection))
        {
            command.Parameters.Add(SqlValues.Text(action.ActionId));
            command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. Enumerable.Range(1, items.Count)] });
            command.Parameters.Add(SqlValues.Texts(items.Select(item => item.Key)));
            command.Parameters.Add(SqlValues.Texts(items.Select(item => item.Description)));
            command.Parameters.Add(SqlValues.Texts(items.Select(item => string.Join(' ', item.Parties))));
            command.Parameters.Add(SqlValues.Texts(items.Select(item => item.Currency!)));
            command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. items.Select(item => item.AmountMinor)] });
            command.Parameters.Add(SqlValues.Texts(items.Select(item => item.Fingerprint)));
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<StoredAction?> FindAsync(string actionId, CancellationToken cancellationToken)
    {
        await using var command = Command($"select {Columns} from operator_actions where action_id = $1", SqlValues.Text(actionId));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    /// <summary>Actions made before a moment and id, newest first.</summary>
    public async Task<IReadOnlyList<StoredAction>> ListAsync(
        DateTimeOffset before, string beforeId, ActionState? state, string? kind, int max, CancellationToken cancellationToken)
    {
        await using var command = Command(
            ListSql, SqlValues.Time(before), SqlValues.Text(beforeId), SqlValues.Text(state is { } known ? SqlValues.NameOf(known) : null), SqlValues.Text(kind),
            SqlValues.Integer(max));
        var actions = new List<StoredAction>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            actions.Add(Read(reader));
        }

        return actions;
    }

    /// <summary>Items after a number, in their order.</summary>
    public async Task<IReadOnlyList<StoredItem>> ItemsAsync(string actionId, int after, int max, CancellationToken cancellationToken)
    {
        await using var command = Command(
            $"select {ItemColumns} from operator_action_items where action_id = $1 and item > $2 order by item limit $3",
            SqlValues.Text(actionId), SqlValues.Integer(after), SqlValues.Integer(max));
        var items = new List<StoredItem>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            items.Add(ReadItem(reader));
        }

        return items;
    }

    public async Task<IReadOnlyDictionary<ItemState, int>> ProgressAsync(string actionId, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<ItemState, int>();
        await using var command = Command(ProgressSql, SqlValues.Text(actionId));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            counts[SqlValues.Parse<ItemState>(reader.GetString(0))] = reader.GetInt32(1);
        }

        return counts;
    }

    public async Task<IReadOnlyList<(string Currency, decimal Minor)>> TotalsAsync(string actionId, CancellationToken cancellationToken)
    {
        var totals = new List<(string, decimal)>();
        await using var command = Command(TotalsSql, SqlValues.Text(actionId));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            totals.Add((reader.GetString(0), reader.GetDecimal(1)));
        }

        return totals;
    }

    public async Task<IReadOnlyList<string>> PartiesAsync(string actionId, CancellationToken cancellationToken)
    {
        var parties = new List<string>();
        await using var command = Command(PartiesSql, SqlValues.Text(actionId));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            parties.Add(reader.GetString(0));
        }

        return parties;
    }

    /// <summary>From previewed to waiting or running; false when it was not previewed any more.</summary>
    public Task<bool> ExecuteAsync(
        string actionId, ActionState next, Caller by, string reason, DateTimeOffset expiresAt, ActivityNote note, CancellationToken cancellationToken) => ChangeAsync(
        ExecuteSql, note, cancellationToken, SqlValues.Text(actionId), SqlValues.Text("previewed"), SqlValues.Text(SqlValues.NameOf(next)), SqlValues.Time(time.Now()),
        SqlValues.Text(by.Name), SqlValues.Text(by.Id), SqlValues.Text(reason), SqlValues.Time(expiresAt));

    /// <summary>From waiting to running or refused; false when it did not wait any more.</summary>
    public Task<bool> DecideAsync(string actionId, ActionState next, Caller by, string reason, ActivityNote note, CancellationToken cancellationToken) => ChangeAsync(
        DecideSql, note, cancellationToken, SqlValues.Text(actionId), SqlValues.Text("waiting"), SqlValues.Text(SqlValues.NameOf(next)), SqlValues.Time(time.Now()),
        SqlValues.Text(by.Name), SqlValues.Text(reason));

    /// <summary>False when it had ended, or was being cancelled, already.</summary>
    public Task<bool> CancelAsync(string actionId, string by, ActivityNote note, CancellationToken cancellationToken) =>
        ChangeAsync(CancelSql, note, cancellationToken, SqlValues.Text(actionId), SqlValues.Text(by), SqlValues.Time(time.Now()));

    internal static StoredAction Read(NpgsqlDataReader reader) => new(
        reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetFieldValue<string[]>(4), reader.GetString(5),
        reader.GetString(6), reader.GetInt32(7), SqlValues.Parse<ActionState>(reader.GetString(8)), reader.GetFieldValue<DateTimeOffset>(9),
        reader.GetString(10), reader.GetString(11), reader.GetFieldValue<DateTimeOffset>(12), reader.NullableTime(13), reader.NullableText(14),
        reader.NullableText(15), reader.NullableText(16), reader.NullableTime(17), reader.NullableText(18), reader.NullableText(19), reader.NullableTime(20),
        reader.NullableText(21));

    internal static StoredItem ReadItem(NpgsqlDataReader reader) => new(
        reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? [] : reader.GetFieldValue<string[]>(3), reader.NullableText(4),
        reader.GetInt64(5), reader.GetString(6), SqlValues.Parse<ItemState>(reader.GetString(7)), reader.GetString(8), reader.GetInt32(9), reader.NullableTime(10));

    private async Task<bool> ChangeAsync(string sql, ActivityNote note, CancellationToken cancellationToken, params NpgsqlParameter[] parameters)
    {
        await using var command = Command(ActivityLog.Following(sql, parameters.Length), [.. parameters, .. activity.Values(note)]);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private NpgsqlCommand Command(string sql, params NpgsqlParameter[] parameters)
    {
        var command = source.CreateCommand(sql);
        command.Parameters.AddRange(parameters);
        return command;
    }
}
