using System.Globalization;
using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Settlement.Engine.Database;
using Settlement.Engine.Kafka;

namespace Settlement.Engine.Intake.Kafka;

/// <summary>
/// Keeps dead letters: in their topic, with the original key, body and headers and what is wrong with them, and in the database, from where people look at
/// them and replay them. Durable in both before the engine goes on; after a crash in between the topic may hold one twice, under the same position.
/// </summary>
public sealed partial class DeadLetterDesk(
    KafkaProducer producer, NpgsqlDataSource database, IOptions<KafkaOptions> options, TimeProvider clock, ILogger<DeadLetterDesk> logger)
{
    public async Task KeepAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(letter);
        if (await IsKeptAsync(letter.Message.Position, cancellationToken))
        {
            return;
        }

        await producer.ProduceAsync(options.Value.DeadLetterTopic, null, new Message<byte[]?, byte[]>
        {
            Key = letter.Message.Key,
            Value = letter.Message.Value,
            Headers = Headers(letter),
        });
        await StoreAsync(letter, cancellationToken);
        LogKept(letter.Message.Position, letter.First.Code, letter.First.Field);
    }

    private Headers Headers(DeadLetter letter)
    {
        var headers = new Headers();
        foreach (var header in letter.Message.Headers)
        {
            headers.Add(header.Key, header.GetValueBytes());
        }

        const string prefix = IntakeHeaders.DeadLetterPrefix;
        return headers
            .Put(prefix + "reason", letter.First.Code)
            .Put(prefix + "field", letter.First.Field)
            .Put(prefix + "message", letter.First.Message)
            .Put(prefix + "topic", options.Value.IntakeTopic)
            .Put(prefix + "partition", letter.Message.Partition.ToString(CultureInfo.InvariantCulture))
            .Put(prefix + "offset", letter.Message.Offset.ToString(CultureInfo.InvariantCulture))
            .Put(prefix + "position", letter.Message.Position.ToString(CultureInfo.InvariantCulture));
    }

    private async Task<bool> IsKeptAsync(long position, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select exists (select from intake_dead_letters where position = $1)");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task StoreAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        var message = letter.Message;
        await using var command = database.CreateCommand("""
            insert into intake_dead_letters (position, topic, partition, "offset", received_at, record_key, transaction_id, reason, field, message, errors, headers, body, at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict do nothing
            """);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = message.Position });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = options.Value.IntakeTopic });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = message.Partition });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = message.Offset });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = message.ReceivedAt });
        command.Parameters.Add(SqlValues.Text(message.Key is null ? null : StoredText.Of(message.Key)));
        command.Parameters.Add(SqlValues.Text(letter.TransactionId));
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = letter.First.Code });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = StoredText.Of(letter.First.Field) });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = StoredText.Of(letter.First.Message) });
        command.Parameters.Add(Json(letter.Errors.Select(error => new { field = StoredText.Of(error.Field), code = error.Code, message = StoredText.Of(error.Message) })));
        command.Parameters.Add(Json(message.Headers.Select(header => new { name = StoredText.Of(header.Key), value = StoredText.Of(header.GetValueBytes() ?? []) })));
        command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = message.Value });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter<string> Json<T>(IEnumerable<T> items) => new() { NpgsqlDbType = NpgsqlDbType.Jsonb, TypedValue = JsonSerializer.Serialize(items) };

    [LoggerMessage(LogLevel.Warning, "The record at position {Position} can never become a payment ({Reason} {Field}); it is kept as a dead letter")]
    private partial void LogKept(long position, string reason, string field);
}
