using System.Text.Json;
using Npgsql;
using Settlement.Domain.Events;
using static Settlement.Engine.Database.SqlValues;

namespace Settlement.Api.Events;

/// <summary>Reads what follows a cursor in the table of saga events; never misses one that was committed late (see the view it reads).</summary>
internal sealed class EventTail(NpgsqlDataSource source)
{
    /// <summary>Events that one read takes at most: at the highest load some hundred milliseconds' worth.</summary>
    private const int MaxEvents = 5_000;

    /// <summary>Events that one digest counts at most: 40,000 a second, four times the goal of the whole system.</summary>
    private const int MaxDigested = 20_000;

    private const string NowSql = """
        select coalesce(pg_snapshot_xmin(pg_current_snapshot())::text, '0')
        """;

    private const string ReadSql = """
        select xact::text, position, machine, key, version, event, from_state, to_state, at, payload
        from relayable_saga_events
        where (xact, position) > ($1::xid8, $2) and ($3::text is null or machine = $3) and ($4::text is null or key = $4)
        order by xact, position limit $5
        """;

    private const string DigestSql = """
        with read as materialized (
            select xact, position, machine, key, to_state from relayable_saga_events
            where (xact, position) > ($1::xid8, $2) order by xact, position limit $3)
        select machine, to_state, count(*), (array_agg(key order by xact desc, position desc))[1],
            (select xact::text from read order by xact desc, position desc limit 1), (select position from read order by xact desc, position desc limit 1)
        from read group by machine, to_state order by machine, to_state
        """;

    /// <summary>Where the table ends now: what is committed later comes after it.</summary>
    public async Task<EventCursor> EndAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(NowSql);
        var open = ulong.Parse((string)(await command.ExecuteScalarAsync(cancellationToken))!, System.Globalization.CultureInfo.InvariantCulture);
        return new EventCursor(open == 0 ? 0 : open - 1, long.MaxValue);
    }

    public async Task<IReadOnlyList<(EventCursor Cursor, EventView Event)>> ReadAsync(
        EventCursor after, string? machine, string? key, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(ReadSql);
        AddCursor(command, after);
        command.Parameters.Add(Text(machine));
        command.Parameters.Add(Text(key));
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MaxEvents });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var events = new List<(EventCursor, EventView)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            events.Add((Cursor(reader, 0), new EventView(
                reader.GetInt64(1), reader.GetString(2), reader.GetString(3), reader.GetInt32(4), reader.GetString(5), StateName(reader.GetString(6)),
                StateName(reader.GetString(7)), await reader.GetFieldValueAsync<DateTimeOffset>(8, cancellationToken), JsonElement.Parse(reader.GetString(9)))));
        }

        return events;
    }

    /// <summary>Counts what follows the cursor; the place it read up to, which is the cursor itself when there is nothing.</summary>
    public async Task<(EventCursor Cursor, IReadOnlyList<DigestedChange> Changes)> DigestAsync(EventCursor after, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(DigestSql);
        AddCursor(command, after);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MaxDigested });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var changes = new List<DigestedChange>();
        var cursor = after;
        while (await reader.ReadAsync(cancellationToken))
        {
            changes.Add(new DigestedChange(reader.GetString(0), StateName(reader.GetString(1)), reader.GetInt64(2), reader.GetString(3)));
            cursor = Cursor(reader, 4);
        }

        return (cursor, changes);
    }

    internal static string StateName(string state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state);

    private static EventCursor Cursor(NpgsqlDataReader reader, int column) =>
        new(ulong.Parse(reader.GetString(column), System.Globalization.CultureInfo.InvariantCulture), reader.GetInt64(column + 1));

    private static void AddCursor(NpgsqlCommand command, EventCursor after)
    {
        command.Parameters.Add(Text(after.Transaction.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after.Position });
    }
}
