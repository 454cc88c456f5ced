using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Settlement.Engine.Database;
using Settlement.Engine.Kafka;

namespace Settlement.Engine.Intake.Kafka;

/// <summary>
/// The topic that is the intake log of this database, agreed on once by the first process that starts with it: its identity, its partitions and
/// where its positions begin. Another topic, the same one created anew, or one with more partitions would give positions a second meaning.
/// </summary>
public sealed class IntakeStream(KafkaTopics topics, [FromKeyedServices(DatabaseConnections.Hot)] NpgsqlDataSource database, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _opening = new(1, 1);
    private volatile OpenStream? _open;

    /// <summary>The stream, known after the first successful <see cref="OpenAsync"/>.</summary>
    /// <exception cref="KafkaUnavailableException">It was not opened yet.</exception>
    public OpenStream Current => _open ?? throw new KafkaUnavailableException("The intake topic was not reached yet.");

    /// <exception cref="KafkaSetupException">The topic is not the one that this database's payments stand in.</exception>
    public async Task<OpenStream> OpenAsync(CancellationToken cancellationToken)
    {
        if (_open is { } open)
        {
            return open;
        }

        await _opening.WaitAsync(cancellationToken);
        try
        {
            return _open ??= await AgreeAsync(await topics.PrepareAsync(cancellationToken), cancellationToken);
        }
        finally
        {
            _opening.Release();
        }
    }

    public void Dispose() => _opening.Dispose();

    private async Task<OpenStream> AgreeAsync(IntakeTopic topic, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            insert into intake_stream (topic, topic_id, partitions, first_position, since)
            select $1, $2, $3, (coalesce(max(position), 0) / 1024 + 1) * 1024, $4 from intake_log
            on conflict do nothing
            """)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = topic.Name },
                new NpgsqlParameter<string> { TypedValue = topic.Id },
                new NpgsqlParameter<int> { TypedValue = topic.Partitions },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() },
            },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select topic, topic_id, partitions, first_position from intake_stream"));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var agreed = new IntakeTopic(reader.GetString(0), reader.GetString(1), reader.GetInt32(2));
        return agreed == topic ? new OpenStream(topic, new KafkaPositions(reader.GetInt64(3))) : throw Other(agreed, topic);
    }

    private static KafkaSetupException Other(IntakeTopic agreed, IntakeTopic found)
    {
        var difference = agreed.Name != found.Name ? $"it is {agreed.Name}, not {found.Name}"
            : agreed.Partitions != found.Partitions ? $"{agreed.Name} had {agreed.Partitions} partitions and has {found.Partitions}"
            : $"{agreed.Name} was deleted and created again, or is another cluster's";
        return new KafkaSetupException(
            $"This database's intake log is another topic: {difference}. Its payments' positions would mean something else. Name the topic in Kafka:IntakeTopic and Kafka:BootstrapServers, "
            + "or start on a new database.");
    }
}
