using Npgsql;
using Settlement.Engine.Leadership;
using static Settlement.Engine.Database.SqlValues;

namespace Settlement.Engine.Progress;

/// <summary>Keeps how far a consumer has handled a log without a gap, and the records that it could not handle.</summary>
public sealed class EngineProgress(NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>The position up to which everything is done; 0 before the first record.</summary>
    public async Task<long> ReadAsync(string consumer, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select position from engine_progress where consumer = $1");
        command.Parameters.Add(Text(consumer));
        return await command.ExecuteScalarAsync(cancellationToken) is long position ? position : 0;
    }

    /// <summary>Moves a consumer forward; never back.</summary>
    public async Task SaveAsync(string consumer, long position, CancellationToken cancellationToken)
    {
        await using var batch = source.CreateFencedBatch();
        var command = new NpgsqlBatchCommand("""
            insert into engine_progress (consumer, position, updated_at) values ($1, $2, $3)
            on conflict (consumer) do update set position = excluded.position, updated_at = excluded.updated_at
            where engine_progress.position < excluded.position
            """);
        command.Parameters.Add(Text(consumer));
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time.GetUtcNow() });
        batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Keeps a record that can never be handled. Keeping it again changes nothing.</summary>
    public async Task DeadLetterAsync(string from, long position, string key, string reason, string body, CancellationToken cancellationToken)
    {
        await using var batch = source.CreateFencedBatch();
        var command = new NpgsqlBatchCommand("""
            insert into dead_letters (source, position, key, reason, body, at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing
            """);
        command.Parameters.Add(Text(from));
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        command.Parameters.Add(Text(key));
        command.Parameters.Add(Text(reason));
        command.Parameters.Add(Text(body));
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time.GetUtcNow() });
        batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
