using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Settlement.Domain.Transactions;
using Settlement.Engine.Database;
using Settlement.Engine.Metrics;

namespace Settlement.Engine.Intake;

/// <summary>The intake log in one PostgreSQL table. Several processes may append and read; each groups its own payments into commits.</summary>
public sealed class PostgresIntakeLog : IOrderedIntakeLog, IAsyncDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly IntakeOptions _options;
    private readonly TimeProvider _clock;
    private readonly AppendSignal _signal = new();
    private readonly GroupAppender _appender;

    public PostgresIntakeLog(
        [FromKeyedServices(DatabaseConnections.Hot)] NpgsqlDataSource database,
        IOptions<IntakeOptions> options,
        TimeProvider clock,
        SettlementMetrics metrics,
        IntakePressure pressure,
        ILogger<PostgresIntakeLog> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _database = database;
        _options = options.Value;
        _clock = clock;
        _appender = new GroupAppender(database, _options, clock, _signal, metrics, pressure, logger);
    }

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(IntakeRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        cancellationToken.ThrowIfCancellationRequested();
        return _appender.AppendAsync(record);
    }

    /// <inheritdoc/>
    public async Task<WindowCloseMarker> AppendWindowCloseAsync(string windowId, string closedBy, string reason, CancellationToken cancellationToken)
    {
        try
        {
            await using var batch = _database.CreateBatch();
            batch.Timeout = _options.TimeoutSeconds;
            batch.BatchCommands.Add(new NpgsqlBatchCommand(IntakeSql.Lock));
            batch.BatchCommands.Add(new NpgsqlBatchCommand(IntakeSql.AppendWindowClose)
            {
                Parameters =
                {
                    new NpgsqlParameter<DateTime> { TypedValue = GroupAppender.Microseconds(_clock.GetUtcNow()) },
                    new NpgsqlParameter<string> { TypedValue = windowId },
                    new NpgsqlParameter<string> { TypedValue = closedBy },
                    new NpgsqlParameter<string> { TypedValue = reason },
                },
            });
            batch.BatchCommands.Add(new NpgsqlBatchCommand(IntakeSql.FindWindowClose) { Parameters = { new NpgsqlParameter<string> { TypedValue = windowId } } });
            var marker = await AppendMarkerAsync(batch, cancellationToken);
            _signal.Raise(marker.Position);
            return marker;
        }
        catch (Exception away) when (DatabaseOutage.Is(away))
        {
            throw new IntakeLogUnavailableException("The window's close marker is not known to be appended.", away);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<IntakeEntry>> ReadAsync(long position, int max, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = _database.CreateCommand(IntakeSql.Read);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = max });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var entries = new List<IntakeEntry>();
            while (await reader.ReadAsync(cancellationToken))
            {
                entries.Add(ReadEntry(reader));
            }

            return entries;
        }
        catch (Exception away) when (DatabaseOutage.Is(away))
        {
            throw Unreadable(away);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WindowCloseMarker>> ReadWindowClosesAsync(long upTo, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = _database.CreateCommand(IntakeSql.ReadWindowCloses);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = upTo });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var markers = new List<WindowCloseMarker>();
            while (await reader.ReadAsync(cancellationToken))
            {
                markers.Add(ReadMarker(reader, 2, appended: true));
            }

            return markers;
        }
        catch (Exception away) when (DatabaseOutage.Is(away))
        {
            throw Unreadable(away);
        }
    }

    /// <inheritdoc/>
    public async Task WaitForAppendAsync(long position, TimeSpan limit, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var left = limit - TimeProvider.System.GetElapsedTime(started);
            var poll = TimeSpan.FromMilliseconds(_options.PollMilliseconds);
            if (left <= TimeSpan.Zero || await IsRaisedAsync(position, left < poll ? left : poll, cancellationToken)
                || await HasMoreAsync(position, cancellationToken))
            {
                return;
            }
        }
    }

    public ValueTask DisposeAsync() => _appender.DisposeAsync();

    private static IntakeLogUnavailableException Unreadable(Exception away) => new("The intake log cannot be read now.", away);

    private static async Task<WindowCloseMarker> AppendMarkerAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var appended = await reader.ReadAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return ReadMarker(reader, 2, appended);
    }

    /// <summary>Position and time stand first in the row; window, closer and reason from a column on.</summary>
    private static WindowCloseMarker ReadMarker(NpgsqlDataReader row, int column, bool appended) => new(
        row.GetString(column), row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1), row.GetString(column + 1), row.GetString(column + 2), appended);

    private static IntakeEntry ReadEntry(NpgsqlDataReader row)
    {
        var position = row.GetInt64(0);
        var receivedAt = row.GetFieldValue<DateTimeOffset>(1);
        return row.IsDBNull(2)
            ? new IntakeEntry(position, receivedAt, null, ReadMarker(row, 11, appended: true))
            : new IntakeEntry(position, receivedAt, ReadPayment(row), null);
    }

    private static Payment ReadPayment(NpgsqlDataReader row) => new(
        row.GetString(2), row.GetString(3), row.GetInt64(4), row.GetString(5), row.GetString(6), row.GetString(7), row.GetString(8), row.GetString(9),
        PaymentWindows.Find(row.GetString(10)) ?? throw new InvalidOperationException($"Position {row.GetInt64(0)} of the intake log names no known window."));

    private async Task<bool> IsRaisedAsync(long position, TimeSpan limit, CancellationToken cancellationToken)
    {
        var raised = _signal.After(position);
        if (!raised.IsCompleted)
        {
            await Task.WhenAny(raised, Task.Delay(limit, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }

        return raised.IsCompleted;
    }

    private async Task<bool> HasMoreAsync(long position, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = _database.CreateCommand(IntakeSql.HasMore);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
            return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
        }
        catch (Exception away) when (DatabaseOutage.Is(away))
        {
            throw Unreadable(away);
        }
    }
}
