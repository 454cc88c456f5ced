using System.Text;
using Npgsql;
using Settlement.Engine.Actions;
using Settlement.Engine.Database;

namespace Settlement.Engine.Failures;

/// <summary>Dead letters that no retry has dealt with: the engine's, and records of the intake topic that never became a payment.</summary>
public sealed class DeadLetterStore(NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>
    /// All that wait, with whether they are set aside. Takes the currencies ($1, $2), the state ($3), a cause ($4), and the numbers of letters ($5) and of records ($6). Who does
    /// not ask for body and request does not read them.
    /// </summary>
    internal const string Sql = $"""
        select l.id, l.source, l.position, l.key, l.reason, l.body, l.at, l.request, l.cause, l.party, m.moved_at, m.moved_by, m.move_reason, m.action_id, u.code as currency,
               case when l.amount_minor is not null then round(l.amount_minor / 10::numeric ^ u.decimals, u.decimals)
                    when scale(trim_scale(l.amount)) <= u.decimals and abs(l.amount) * 10::numeric ^ u.decimals <= 9223372036854775807 then round(l.amount, u.decimals) end as amount
        from (
            select 'letter_' || d.id as id, d.source, d.position, d.key, d.reason, convert_to(d.body, 'UTF8') as body, d.at,
                   convert_to(coalesce(i.body, d.body), 'UTF8') as request, d.cause, i.source_currency as currency, i.amount_minor, null::numeric as amount, i.counterparty_id as party
            from dead_letters d left join intake_log i on d.source = 'engine' and i.position = d.position and i.kind = 'payment'
            where ($5::bigint[] is null or d.id = any ($5)) and not exists (select from dead_letter_ends e where e.dead_letter_id = d.id)
            union all
            select 'record_' || r.position, 'intake', r.position, coalesce(r.transaction_id, r.record_key, ''), r.message, r.body, r.at,
                   r.body, r.cause, (r.payment).currency, null, (r.payment).amount, (r.payment).party
            from intake_dead_letters r
            where ($6::bigint[] is null or r.position = any ($6))
                and not exists (select from intake_replays e where e.position = r.position and e.outcome in ('submitted', 'deduped'))) l
        left join {CurrencyUnits.Table} on u.code = l.currency
        left join (
            select distinct on (letter_id) letter_id, is_aside, moved_at, moved_by, reason as move_reason, action_id
            from dead_letter_moves order by letter_id, position desc) m on m.letter_id = l.id and m.is_aside
        where ($3::boolean is null or $3 = (m.letter_id is not null)) and ($4::text is null or l.cause = $4)
        """;

    private const string MoveSql = """
        insert into dead_letter_moves (letter_id, is_aside, action_id, moved_at, moved_by, reason)
        select $1, $2, $3, $4, $5, $6
        where $2 <> coalesce((select is_aside from dead_letter_moves where letter_id = $1 order by position desc limit 1), false)
        """;

    /// <summary>With their payloads, oldest first.</summary>
    public async Task<IReadOnlyList<DeadLetter>> ReadAsync(LetterFilter filter, int max, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"""
            select id, source, position, key, reason, body, at, request, cause, moved_at, moved_by, move_reason, action_id
            from ({Sql}) l order by at, id collate "C" limit $7
            """);
        command.Parameters.AddRange((NpgsqlParameter[])[.. Which(filter), SqlValues.Integer(max)]);
        var letters = new List<DeadLetter>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            letters.Add(new DeadLetter(
                reader.GetString(0), reader.GetString(1), reader.GetInt64(2), reader.GetString(3), reader.GetString(4), Utf8(reader, 5),
                reader.GetFieldValue<DateTimeOffset>(6), Utf8(reader, 7), reader.GetString(8), MoveAt(reader, 9)));
        }

        return letters;
    }

    /// <summary>Without their payloads, oldest first.</summary>
    /// <param name="after">The last one of the page before.</param>
    public async Task<IReadOnlyList<LetterHead>> ListAsync(LetterFilter filter, (DateTimeOffset At, string Id)? after, int max, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"""
            select id, source, key, reason, cause, at, currency, amount, party, moved_at, moved_by, move_reason, action_id
            from ({Sql}) l where $7::timestamptz is null or (at, id collate "C") > ($7, $8) order by at, id collate "C" limit $9
            """);
        command.Parameters.AddRange((NpgsqlParameter[])[.. Which(filter), SqlValues.Time(after?.At), SqlValues.Text(after?.Id), SqlValues.Integer(max)]);
        var letters = new List<LetterHead>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            letters.Add(new LetterHead(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetFieldValue<DateTimeOffset>(5),
                reader.NullableText(6), reader.IsDBNull(7) ? null : reader.GetDecimal(7), reader.NullableText(8), MoveAt(reader, 9)));
        }

        return letters;
    }

    /// <summary>Sets a letter aside, or puts it back; false when it is so already. It does not ask whether the letter waits.</summary>
    public async Task<bool> MoveAsync(string letterId, bool isAside, ActionOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        await using var command = source.CreateCommand(MoveSql);
        command.Parameters.Add(SqlValues.Text(letterId));
        command.Parameters.Add(SqlValues.Flag(isAside));
        command.Parameters.Add(SqlValues.Text(order.ActionId));
        command.Parameters.Add(SqlValues.Time(time.Now()));
        command.Parameters.Add(SqlValues.Text(order.Operator));
        command.Parameters.Add(SqlValues.Text(order.Reason));
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Notes that a dead letter is dealt with; noting it again changes nothing. A record of the topic ends by its replay.</summary>
    /// <param name="body">What was handled in its place; null: the letter itself.</param>
    public async Task EndAsync(DeadLetter letter, string actionId, string? body, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(letter);
        if (letter.Number is not { } id)
        {
            return;
        }

        await using var command = source.CreateCommand(
            "insert into dead_letter_ends (dead_letter_id, action_id, ended_at, body) values ($1, $2, $3, $4) on conflict do nothing");
        command.Parameters.Add(SqlValues.Long(id));
        command.Parameters.Add(SqlValues.Text(actionId));
        command.Parameters.Add(SqlValues.Time(time.Now()));
        command.Parameters.Add(SqlValues.Text(body));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    internal static NpgsqlParameter[] Which(LetterFilter filter) =>
    [
        .. CurrencyUnits.Parameters(), SqlValues.Flag(filter.IsAside), SqlValues.Text(filter.Cause), NumbersOf(filter.Ids, DeadLetter.LetterPrefix),
        NumbersOf(filter.Ids, DeadLetter.RecordPrefix),
    ];

    private static NpgsqlParameter NumbersOf(IReadOnlyCollection<string>? ids, string prefix) => new()
    {
        Value = (object?)ids?.Select(id => DeadLetter.NumberOf(id, prefix)).OfType<long>().ToArray() ?? DBNull.Value,
        NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Bigint,
    };

    private static LetterMove? MoveAt(NpgsqlDataReader reader, int column) => reader.IsDBNull(column)
        ? null
        : new LetterMove(reader.GetFieldValue<DateTimeOffset>(column), reader.GetString(column + 1), reader.GetString(column + 2), reader.GetString(column + 3));

    /// <summary>What came over the topic may be anything; it is shown as well as it can be.</summary>
    private static string Utf8(NpgsqlDataReader reader, int column) => Encoding.UTF8.GetString(reader.GetFieldValue<byte[]>(column));
}
