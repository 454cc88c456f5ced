using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Settlement.Engine.Database;
using Settlement.Engine.Kafka;
using static Settlement.Engine.Database.SqlValues;

namespace Settlement.Engine.Intake.Kafka;

/// <summary>The decisions to close windows, and where in each partition the engine met them.</summary>
public sealed class WindowCloseRegister([FromKeyedServices(DatabaseConnections.Hot)] NpgsqlDataSource database)
{
    /// <summary>Records the decision; an earlier one stands, and is returned with <see cref="WindowCloseMarker.Appended"/> false. No position yet.</summary>
    public async Task<WindowCloseMarker> DecideAsync(string windowId, string closedBy, string reason, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Command("insert into intake_window_closes (window_id, at, closed_by, reason) values ($1, $2, $3, $4) on conflict do nothing returning 1",
            Text(windowId), new NpgsqlParameter<DateTime> { TypedValue = GroupAppender.Microseconds(at) }, Text(closedBy), Text(reason)));
        batch.BatchCommands.Add(Command("select at, closed_by, reason from intake_window_closes where window_id = $1", Text(windowId)));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var isFirst = await reader.ReadAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new WindowCloseMarker(windowId, 0, reader.GetFieldValue<DateTimeOffset>(0), reader.GetString(1), reader.GetString(2), isFirst);
    }

    /// <summary>The decision about a window; null when there is none, and a marker that names it is a forgery.</summary>
    public async Task<WindowCloseMarker?> FindDecisionAsync(string windowId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select at, closed_by, reason from intake_window_closes where window_id = $1");
        command.Parameters.Add(Text(windowId));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new WindowCloseMarker(windowId, 0, reader.GetFieldValue<DateTimeOffset>(0), reader.GetString(1), reader.GetString(2), Appended: true)
            : null;
    }

    /// <summary>The positions of a window's markers by partition.</summary>
    public async Task<IReadOnlyDictionary<int, long>> FindMarksAsync(string windowId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select partition, position from intake_window_marks where window_id = $1");
        command.Parameters.Add(Text(windowId));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var marks = new Dictionary<int, long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            marks.Add(reader.GetInt32(0), reader.GetInt64(1));
        }

        return marks;
    }

    /// <summary>Notes the marker that the engine met; the first one of a partition counts. Returns where all of the window's markers stand by now.</summary>
    public async Task<IReadOnlyDictionary<int, long>> MarkAsync(string windowId, long position, CancellationToken cancellationToken)
    {
        await using (var command = database.CreateCommand("insert into intake_window_marks (window_id, partition, position) values ($1, $2, $3) on conflict do nothing"))
        {
            command.Parameters.Add(Text(windowId));
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = KafkaPositions.PartitionOf(position) });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        // After the commit: of two engines that note the last two partitions at once, one sees both.
        return await FindMarksAsync(windowId, cancellationToken);
    }

    public async Task<IReadOnlyList<WindowCloseMarker>> ReadMarksAsync(long upTo, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            select window_id, m.position, c.at, c.closed_by, c.reason
            from intake_window_marks m join intake_window_closes c using (window_id) where m.position <= $1 order by m.position
            """);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = upTo });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var marks = new List<WindowCloseMarker>();
        while (await reader.ReadAsync(cancellationToken))
        {
            marks.Add(new WindowCloseMarker(
                reader.GetString(0), reader.GetInt64(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetString(3), reader.GetString(4), Appended: true));
        }

        return marks;
    }

    private static NpgsqlBatchCommand Command(string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        return command;
    }
}
