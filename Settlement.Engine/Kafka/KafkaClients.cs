using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Settlement.Engine.Kafka;

/// <summary>Builds Kafka's clients from the options: one place for addresses, security and logging.</summary>
public sealed partial class KafkaClients
{
    /// <summary>A refusal is met again with every attempt to connect, once a second and client: one line in this time is enough.</summary>
    private const long QuietMilliseconds = 30_000;

    private readonly KafkaOptions _options;
    private readonly ILogger<KafkaClients> _logger;
    private long _quietUntil;

    /// <exception cref="KafkaSetupException">librdkafka is missing.</exception>
    public KafkaClients(IOptions<KafkaOptions> options, ILogger<KafkaClients> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Value;
        _logger = logger;
        KafkaLibrary.Load(_options.LibraryPath);
    }

    /// <param name="onRefusal">Is told why the brokers and this client do not accept each other, at each attempt.</param>
    public IAdminClient Admin(Action<string>? onRefusal = null) => new AdminClientBuilder(Base(new AdminClientConfig()))
        .SetLogHandler((_, log) => Write(log))
        .SetErrorHandler((_, error) =>
        {
            Report(error);
            if (KafkaRefusal.Is(error))
            {
                onRefusal?.Invoke(KafkaRefusal.Describe(error, _options));
            }
        })
        .Build();

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

    /// <summary>Errors of a client that it heals itself, such as a broker that is away, and refusals, which people have to.</summary>
    internal void Report(Error error)
    {
        LogError(error.Code.ToString(), error.Reason);
        var (now, quiet) = (Environment.TickCount64, Volatile.Read(ref _quietUntil));
        if (KafkaRefusal.Is(error) && now >= quiet && Interlocked.CompareExchange(ref _quietUntil, now + QuietMilliseconds, quiet) == quiet)
        {
            LogRefusal(KafkaRefusal.Describe(error, _options));
        }
    }

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

    private void Write(LogMessage log) => LogClient(log.Facility, log.Message);

    [LoggerMessage(LogLevel.Debug, "librdkafka {Facility}: {Text}")]
    private partial void LogClient(string facility, string text);

    [LoggerMessage(LogLevel.Debug, "Kafka reports {Code}: {Reason}")]
    private partial void LogError(string code, string reason);

    [LoggerMessage(LogLevel.Error, "{Refusal}")]
    private partial void LogRefusal(string refusal);
}
