using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Settlement.Engine.Kafka;

/// <summary>The one producer of a host. A record is placed when all replicas in sync have it; until then nothing is promised.</summary>
public sealed partial class KafkaProducer : IDisposable
{
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(10);

    private readonly KafkaClients _clients;
    private readonly ILogger<KafkaProducer> _logger;
    private readonly Lock _gate = new();
    private volatile IProducer<byte[]?, byte[]> _producer;
    private bool _isDisposed;

    public KafkaProducer(KafkaClients clients, ILogger<KafkaProducer> logger)
    {
        ArgumentNullException.ThrowIfNull(clients);
        _clients = clients;
        _logger = logger;
        _producer = clients.Producer(OnError);
    }

    /// <param name="partition">Null lets the key decide.</param>
    /// <exception cref="KafkaUnavailableException">Not acknowledged; nothing is known to be placed.</exception>
    public Task<PlacedRecord> ProduceAsync(string topic, int? partition, Message<byte[]?, byte[]> message)
    {
        var placed = new TaskCompletionSource<PlacedRecord>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            _producer.Produce(
                new TopicPartition(topic, partition is { } number ? new Partition(number) : Partition.Any),
                message,
                report =>
                {
                    if (report.Error.IsError)
                    {
                        placed.SetException(new KafkaUnavailableException($"{topic} did not acknowledge the record: {report.Error.Reason}."));
                    }
                    else
                    {
                        placed.SetResult(new PlacedRecord(report.Partition.Value, report.Offset.Value, report.Timestamp.UtcDateTime));
                    }
                });
        }
        catch (ProduceException<byte[]?, byte[]> refused)
        {
            throw new KafkaUnavailableException($"A record for {topic} was refused: {refused.Error.Reason}.", refused);
        }
        catch (ObjectDisposedException stopped)
        {
            throw new KafkaUnavailableException("The producer is stopping or starting again.", stopped);
        }

        return placed.Task;
    }

    /// <summary>Waits, within a limit, for what is under way.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                _producer.Flush(FlushLimit);
                _producer.Dispose();
            }
        }
    }

    /// <summary>An idempotent producer that met a fatal error never sends again: another takes its place. What it had under way is reported as failed.</summary>
    private void OnError(Error error)
    {
        _clients.Report(error);
        if (error.IsFatal)
        {
            LogFatal(error.Reason);
            _ = Task.Run(Replace);
        }
    }

    private void Replace()
    {
        lock (_gate)
        {
            if (!_isDisposed)
            {
                var dead = _producer;
                _producer = _clients.Producer(OnError);
                dead.Dispose();
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "Kafka's producer met a fatal error and is replaced: {Reason}")]
    private partial void LogFatal(string reason);
}
