using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using Settlement.Engine.Leadership;

namespace Settlement.Sagas.GroupCommit;

/// <summary>Sagas of one machine in PostgreSQL, many at a time: each call is one round trip, each write one commit.</summary>
internal sealed class SagaStore<TSaga>(NpgsqlDataSource dataSource, SagaTable<TSaga> table)
    where TSaga : class, ISettlementSaga, new()
{
    private static readonly Comparison<SagaWrite<TSaga>> ById = static (a, b) => a.Id.CompareTo(b.Id);

    /// <summary>
    /// Whether one of the rows is at fault, so that halving the batch finds it, and not the server, the schema or the connection: data exceptions,
    /// constraints, limits of the program and errors raised by triggers on the server's side, values that cannot be encoded on ours.
    /// </summary>
    public static bool IsRowFault(Exception exception) => exception switch
    {
        PostgresException { SqlState: var state } => state[..2] is "22" or "23" or "44" or "54" or "P0",
        InvalidCastException or OverflowException or ArgumentException => true,
        NpgsqlException { InnerException: ArgumentException or OverflowException } => true,
        _ => false,
    };

    /// <summary>Sets each load's result, each its own instance.</summary>
    public async Task LoadAsync(IReadOnlyList<SagaLoad<TSaga>> loads, CancellationToken cancellationToken)
    {
        var ids = new Guid[loads.Count];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = loads[i].Id;
        }

        var found = new Dictionary<Guid, TSaga>(ids.Length);
        await foreach (var saga in ReadAsync(table.Sql.Load, [ArrayOf(ids, NpgsqlDbType.Uuid)], cancellationToken))
        {
            found.Add(saga.CorrelationId, saga);
        }

        foreach (var load in loads)
        {
            load.Result = found.TryGetValue(load.Id, out var saga) ? (TSaga)saga.Clone() : null;
        }
    }

    public async IAsyncEnumerable<TSaga> ReadAsync(
        string sql, IReadOnlyList<NpgsqlParameter> parameters, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return table.Read(reader);
        }
    }

    /// <summary>
    /// Stores what wins its version check, with its event; sets <see cref="SagaWrite{TSaga}.Won"/>. Nothing is stored when it throws, unless the
    /// connection broke while the commit was under way.
    /// </summary>
    public async Task CommitAsync(IReadOnlyList<SagaWrite<TSaga>> writes, CancellationToken cancellationToken)
    {
        var inserts = new Dictionary<Guid, SagaWrite<TSaga>>();
        var updates = new List<SagaWrite<TSaga>>(writes.Count);
        foreach (var write in writes)
        {
            if (!write.IsInsert)
            {
                updates.Add(write);
            }
            else
            {
                inserts.TryAdd(write.Id, write); // a second one of the same id in this batch has simply lost
            }
        }

        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection); // one batch is one implicit transaction: one round trip, one commit

        // A term that is over refuses the whole batch, as a row's fault would; halving it finds the writes of that term.
        batch.HoldFences([.. writes.Select(static write => write.Fence).OfType<Fence>().Distinct()]);
        if (inserts.Count > 0)
        {
            batch.BatchCommands.Add(Command(table.Sql.Insert, [.. inserts.Values], table.Columns));
        }

        if (updates.Count > 0)
        {
            batch.BatchCommands.Add(Command(table.Sql.Update, updates, table.Sql.Mutable));
        }

        // Explicitly, and only the first time on a connection: Npgsql 10.0 loses track of a statement whose values are refused while it prepares it by
        // itself, and then every later use of it on that connection fails (npgsql/npgsql#6391).
        await batch.PrepareAsync(cancellationToken);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (inserts.Count > 0)
        {
            await MarkWinnersAsync(reader, row => inserts[row.GetGuid(0)], cancellationToken);
        }

        if (updates.Count > 0)
        {
            await MarkWinnersAsync(reader, row => updates[(int)row.GetInt64(0) - 1], cancellationToken);
        }
    }

    // NextResult behind the last statement waits for the server's ReadyForQuery: only then is the batch committed.
    private static async Task MarkWinnersAsync(NpgsqlDataReader reader, Func<NpgsqlDataReader, SagaWrite<TSaga>> writeOf, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken))
        {
            writeOf(reader).Won = true;
        }

        await reader.NextResultAsync(cancellationToken);
    }

    // Rows are locked in the order of their ids, so that two commits under way never wait for each other in a circle.
    private static NpgsqlBatchCommand Command(string sql, List<SagaWrite<TSaga>> writes, IReadOnlyList<SagaColumn<TSaga>> columns)
    {
        writes.Sort(ById);
        var command = new NpgsqlBatchCommand(sql);
        var parameters = command.Parameters;
        parameters.Add(ArrayOf(writes, static write => write.Id, NpgsqlDbType.Uuid));
        parameters.Add(ArrayOf(writes, static write => write.ExpectedVersion, NpgsqlDbType.Integer));
        parameters.Add(ArrayOf(writes, static write => write.Saga.CurrentState, NpgsqlDbType.Text));
        parameters.Add(ArrayOf(writes, static write => write.Event.Name, NpgsqlDbType.Text));
        parameters.Add(ArrayOf(writes, static write => write.Event.FromState, NpgsqlDbType.Text));
        parameters.Add(ArrayOf(writes, static write => write.Event.At, NpgsqlDbType.TimestampTz));
        parameters.Add(ArrayOf(writes, static write => write.Event.MessageId, NpgsqlDbType.Uuid));
        parameters.Add(ArrayOf(writes, static write => write.Event.Payload, NpgsqlDbType.Text));
        foreach (var column in columns)
        {
            parameters.Add(column.Parameter(writes));
        }

        return command;
    }

    private static NpgsqlParameter ArrayOf<T>(List<SagaWrite<TSaga>> writes, Func<SagaWrite<TSaga>, T> value, NpgsqlDbType type)
    {
        var values = new T[writes.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = value(writes[i]);
        }

        return ArrayOf(values, type);
    }

    private static NpgsqlParameter<T[]> ArrayOf<T>(T[] values, NpgsqlDbType type) =>
        new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
}
