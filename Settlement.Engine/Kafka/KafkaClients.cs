using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Settlement.Engine.Kafka;

/// <summary>Builds Kafka's clients from the options: one place for addresses, security and logging.</summary>
public sealed partial class KafkaClients
{
    private readonly KafkaOptions _options;
    private readonly ILogger<KafkaClients> _logger;

    /// <exception cref="KafkaSetupException">librdkafka is missing.</exception>
    public KafkaClients(IOptions<KafkaOptions> options, ILogger<KafkaClients> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Value;
        _logger = logger;
        KafkaLibrary.Load(_options.LibraryPath);
    }

    public IAdminClient Admin() => new AdminClientBuilder(Base(new AdminClientConfig())).SetLogHandler((_, log) => Write(log)).SetErrorHandler(Ignore).Build();

    /// <summary>Acknowledged by all replicas in sync, without repetition or reordering by the client's own retries.</summary>
    public IProducer<byte[]?, byte[]> Producer(Action<Error> onError) => new ProducerBuilder<byte[]?, byte[]>(Base(new ProducerConfig
        {
            Acks = Acks.All,
            EnableIdempotence = true,
            LingerMs = _options.LingerMilliseconds,
            MessageTimeoutMs = _options.DeliveryTimeoutMilliseconds,
            RequestTimeoutMs = _options.DeliveryTimeoutMilliseconds,
            QueueBufferingMaxMessages = _options.QueueLimit,
            CompressionType = CompressionType.Lz4,
            ReconnectBackoffMs = 50,
            ReconnectBackoffMaxMs = 1_000,
            // Java's partitioner: a partner's client puts a key where this one does.
            Partitioner = Partitioner.Murmur2Random,
            // What comes back with a delivery; the rest would only be copied.
            DeliveryReportFields = "status,timestamp",
        }))
        .SetLogHandler((_, log) => Write(log))
        .SetErrorHandler((_, error) => onError(error))
        .Build();

    /// <summary>Commits nothing by itself but offsets that were stored, and stores none by itself.</summary>
    public ConsumerBuilder<byte[]?, byte[]> Consumer() => new ConsumerBuilder<byte[]?, byte[]>(Base(new ConsumerConfig
        {
            GroupId = _options.GroupId,
            EnableAutoOffsetStore = false,
            EnableAutoCommit = true,
            AutoCommitIntervalMs = _options.CommitMilliseconds,
            // The engine says itself where to begin. Records that retention took before they were read must be noticed, not skipped.
            AutoOffsetReset = AutoOffsetReset.Error,
            PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
            SessionTimeoutMs = _options.SessionTimeoutMilliseconds,
            HeartbeatIntervalMs = Math.Max(300, _options.SessionTimeoutMilliseconds / 6),
            FetchWaitMaxMs = 100,
            QueuedMaxMessagesKbytes = 16 << 10,
            ReconnectBackoffMs = 50,
            ReconnectBackoffMaxMs = 1_000,
            IsolationLevel = IsolationLevel.ReadCommitted,
        }))
        .SetLogHandler((_, log) => Write(log))
        .SetErrorHandler((_, error) => Report(error));

    /// <summary>Errors of a client that it heals itself, such as a broker that is away.</summary>
    internal void Report(Error error) => LogError(error.Code.ToString(), error.Reason);

    private T Base<T>(T config)
        where T : ClientConfig
    {
        config.BootstrapServers = _options.BootstrapServers;
        config.ClientId = "settlement";
        config.SocketKeepaliveEnable = true;
        config.SecurityProtocol = Enum.Parse<SecurityProtocol>(_options.SecurityProtocol, ignoreCase: true);
        config.SaslMechanism = _options.SaslMechanism switch
        {
            "PLAIN" => SaslMechanism.Plain,
            "SCRAM-SHA-256" => SaslMechanism.ScramSha256,
            "SCRAM-SHA-512" => SaslMechanism.ScramSha512,
            _ => null,
        };
        config.SaslUsername = _options.SaslUsername;
        config.SaslPassword = _options.SaslPassword;
        config.SslCaLocation = _options.SslCaFile;
        config.SslCertificateLocation = _options.SslCertificateFile;
        config.SslKeyLocation = _options.SslKeyFile;
        config.SslKeyPassword = _options.SslKeyPassword;
        return config;
    }

    private void Ignore(IAdminClient client, Error error) => Report(error);

    private void Write(LogMessage log) => LogClient(log.Facility, log.Message);

    [LoggerMessage(LogLevel.Debug, "librdkafka {Facility}: {Text}")]
    private partial void LogClient(string facility, string text);

    [LoggerMessage(LogLevel.Debug, "Kafka reports {Code}: {Reason}")]
    private partial void LogError(string code, string reason);
}
