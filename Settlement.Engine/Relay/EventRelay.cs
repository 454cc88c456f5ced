using System.Globalization;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.Options;
using Npgsql;
using Settlement.Engine.Intake.Kafka;
using Settlement.Engine.Kafka;
using static Settlement.Engine.Database.SqlValues;

namespace Settlement.Engine.Relay;

/// <summary>
/// Relays the saga events to Kafka in their order, at least once: the cursor moves after the brokers acknowledged. A reader tells a repetition by the
/// header event-id, and an older event of a saga by its version.
/// </summary>
public sealed class EventRelay(NpgsqlDataSource database, KafkaProducer producer, IOptions<KafkaOptions> options, TimeProvider clock)
{
    private const string Name = "kafka";
    private const int MaxBatch = 1_000;

    private readonly KafkaOptions _options = options.Value;

    /// <summary>Relays what stands after the cursor, a batch at most; returns how many events it was. One relay at a time: a second one repeats the first one's work.</summary>
    /// <exception cref="KafkaUnavailableException">Not all were acknowledged; the cursor stands where it was.</exception>
    public async Task<int> RelayAsync(CancellationToken cancellationToken)
    {
        var cursor = await ReadCursorAsync(cancellationToken);
        var events = await ReadAsync(cursor, cancellationToken);
        if (events.Count == 0)
        {
            return 0;
        }

        // In one go: the producer keeps their order, and their acknowledgements are waited for together.
        await Task.WhenAll(events.SelectMany(TopicsOf, (relayed, topic) => producer.ProduceAsync(topic, null, MessageOf(relayed))));
        await SaveCursorAsync(cursor, events[^1], events.Count, cancellationToken);
        return events.Count;
    }

    /// <summary>Every event is the ledger's; plans and settlements of batches have topics of their own besides.</summary>
    private IEnumerable<string> TopicsOf(RelayedEvent relayed)
    {
        yield return _options.LedgerTopic;
        if (relayed.Event is "BatchPlanned" or "BatchReplanned")
        {
            yield return _options.BatchesTopic;
        }

        if (relayed.Event is "BatchSettled")
        {
            yield return _options.SettlementsTopic;
        }
    }

    private static Message<byte[]?, byte[]> MessageOf(RelayedEvent relayed)
    {
        using var payload = JsonDocument.Parse(relayed.Payload);
        var value = JsonSerializer.SerializeToUtf8Bytes(new
        {
            event_id = relayed.EventId,
            position = relayed.Position,
            machine = relayed.Machine,
            key = relayed.Key,
            version = relayed.Version,
            @event = relayed.Event,
            from_state = relayed.FromState,
            to_state = relayed.ToState,
            at = relayed.At,
            payload = payload.RootElement,
        });
        return new Message<byte[]?, byte[]>
        {
            Key = Encoding.UTF8.GetBytes(relayed.Key),
            Value = value,
            Headers = new Headers
            {
                { "event-id", Encoding.UTF8.GetBytes(relayed.EventId) },
                { "event-position", Encoding.UTF8.GetBytes(relayed.Position.ToString(CultureInfo.InvariantCulture)) },
                { "event-type", Encoding.UTF8.GetBytes(relayed.Event) },
                { IntakeHeaders.TraceParent, Encoding.UTF8.GetBytes(relayed.TraceParent) },
            },
        };
    }

    private async Task<(string Xact, long Position)> ReadCursorAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select xact::text, position from event_relays where relay = $1");
        command.Parameters.Add(Text(Name));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetString(0), reader.GetInt64(1)) : ("0", 0);
    }

    private async Task<List<RelayedEvent>> ReadAsync((string Xact, long Position) cursor, CancellationToken cancellationToken)
    {
        // Ordered by the number: a column of the result named xact would be ordered by as text. The event's id is its saga's with the version: a message may change several sagas.
        // A payment's event belongs to the trace that brought the payment. Batches and windows are many payments', so each has a trace of its own, named by its saga.
        await using var command = database.CreateCommand("""
            select e.xact::text as xact_text, e.position, e.saga_id::text || '/' || e.version, e.machine, e.key, e.version, e.event, e.from_state, e.to_state, e.at, e.payload,
                coalesce(
                    (select i.trace_parent from intake_log i where e.machine = 'transaction' and i.transaction_id = e.key),
                    '00-' || replace(e.saga_id::text, '-', '') || '-' || lpad(to_hex(e.version), 16, '0') || '-00')
            from relayable_saga_events e where (e.xact, e.position) > ($1::text::xid8, $2) order by e.xact, e.position limit $3
            """);
        command.Parameters.Add(Text(cursor.Xact));
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = cursor.Position });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MaxBatch });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var events = new List<RelayedEvent>();
        while (await reader.ReadAsync(cancellationToken))
        {
            events.Add(new RelayedEvent(
                reader.GetString(0), reader.GetInt64(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetInt32(5), reader.GetString(6),
                reader.GetString(7), reader.GetString(8), reader.GetFieldValue<DateTimeOffset>(9), reader.GetString(10), reader.GetString(11)));
        }

        return events;
    }

    /// <summary>Moves the cursor from where it was read: a relay that was deposed while it waited changes nothing.</summary>
    private async Task SaveCursorAsync((string Xact, long Position) from, RelayedEvent last, int count, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            insert into event_relays as r (relay, xact, position, relayed, updated_at) values ($1, $2::text::xid8, $3, $4, $5)
            on conflict (relay) do update set xact = excluded.xact, position = excluded.position, relayed = r.relayed + excluded.relayed, updated_at = excluded.updated_at
            where (r.xact, r.position) = ($6::text::xid8, $7)
            """);
        command.Parameters.Add(Text(Name));
        command.Parameters.Add(Text(last.Xact));
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = last.Position });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = count });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
        command.Parameters.Add(Text(from.Xact));
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = from.Position });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed record RelayedEvent(
        string Xact, long Position, string EventId, string Machine, string Key, int Version, string Event, string FromState, string ToState, DateTimeOffset At, string Payload,
        string TraceParent);
}
