using Npgsql;
using static Settlement.Engine.Database.SqlValues;

namespace Settlement.Engine.Leadership;

/// <summary>The engines on this database: who lives, so that work is shared evenly, and who is known to be dead.</summary>
public sealed class EngineRegister(NpgsqlDataSource source)
{
    private const string BeatSql = """
        insert into engines as e (engine_id, place, process_id, process_started, started_at, seen_at) values ($1, $2, $3, $4, clock_timestamp(), clock_timestamp())
        on conflict (engine_id) do update set seen_at = clock_timestamp(), stopped_at = null
        """;

    /// <summary>Days that an engine that stopped is remembered for the page of engines.</summary>
    private const string ForgetSql = "delete from engines where seen_at < clock_timestamp() - interval '7 days'";

    private const string LiveSql = """
        select engine_id, place, process_id, process_started from engines
        where stopped_at is null and seen_at > clock_timestamp() - $1 order by engine_id limit 1000
        """;

    /// <summary>Says that an engine lives, and returns all that do, this one among them.</summary>
    /// <param name="patience">How long an engine counts after it was last seen.</param>
    public async Task<IReadOnlyList<(string EngineId, EnginePlace Place)>> BeatAsync(
        string engineId, EnginePlace place, TimeSpan patience, CancellationToken cancellationToken)
    {
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(BeatSql)
        {
            Parameters =
            {
                Text(engineId), Text(place.Place), new NpgsqlParameter<int> { TypedValue = place.ProcessId },
                new NpgsqlParameter<long> { TypedValue = place.ProcessStarted },
            },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(LiveSql) { Parameters = { new NpgsqlParameter<TimeSpan> { TypedValue = patience } } });
        var live = new List<(string, EnginePlace)>();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            live.Add((reader.GetString(0), new EnginePlace(reader.GetString(1), reader.GetInt32(2), reader.GetInt64(3))));
        }

        return live;
    }

    /// <summary>Notes that an engine has stopped, or was found dead.</summary>
    public async Task StopAsync(string engineId, CancellationToken cancellationToken)
    {
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("update engines set stopped_at = clock_timestamp() where engine_id = $1 and stopped_at is null")
        {
            Parameters = { Text(engineId) },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(ForgetSql));
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
