using System.ComponentModel.DataAnnotations;

namespace Settlement.Engine.Kafka;

/// <summary>How Kafka is reached and used; configuration section <c>Kafka</c>, validated at start when Kafka is asked for.</summary>
public sealed class KafkaOptions
{
    public const string Section = "Kafka";

    /// <summary>host:port, several separated by commas. Required.</summary>
    [Required]
    public string BootstrapServers { get; set; } = "";

    /// <summary>The intake log. Everything that this system and its partners submit goes through it.</summary>
    [Required, RegularExpression(TopicName)]
    public string IntakeTopic { get; set; } = "transactions.intake";

    /// <summary>Records of the intake topic that can never become a payment.</summary>
    [Required, RegularExpression(TopicName)]
    public string DeadLetterTopic { get; set; } = "transactions.intake.dlq";

    /// <summary>Payments' saga events, keyed by transaction id.</summary>
    [Required, RegularExpression(TopicName)]
    public string LedgerTopic { get; set; } = "ledger.events";

    /// <summary>Batches' plans, keyed by batch id.</summary>
    [Required, RegularExpression(TopicName)]
    public string BatchesTopic { get; set; } = "batches.optimized";

    /// <summary>Batches that settled, keyed by batch id.</summary>
    [Required, RegularExpression(TopicName)]
    public string SettlementsTopic { get; set; } = "settlements.confirmed";

    /// <summary>Whether missing topics are created at start; false where a platform team owns them.</summary>
    public bool CreateTopics { get; set; } = true;

    /// <summary>Partitions of topics that are created; the intake topic's number may not change afterwards.</summary>
    [Range(1, KafkaPositions.MaxPartitions)]
    public int Partitions { get; set; } = 6;

    /// <summary>Replicas of topics that are created; -1 leaves it to the broker's default.</summary>
    [Range(-1, 16)]
    public short ReplicationFactor { get; set; } = -1;

    /// <summary>Hours for which a created intake topic keeps its records; -1 for ever. The engine may not be behind by more.</summary>
    [Range(-1, 87_600)]
    public int RetentionHours { get; set; } = 720;

    /// <summary>The consumer group that all engines of one database share.</summary>
    [Required]
    public string GroupId { get; set; } = "settlement-engine";

    /// <summary>Milliseconds for which the producer gathers a batch; they are part of every answer's latency. Each partition's batch is a request: at some 5,000 payments a
    /// second a broker on the same two processors used 0.30 of one at 2 ms and 0.20 at 10 ms (<c>./bench intake --log kafka --idempotency redis --quick</c>).</summary>
    [Range(0, 1_000)]
    public int LingerMilliseconds { get; set; } = 10;

    /// <summary>Milliseconds until a record that was not acknowledged counts as not appended, and its client is told to try again.</summary>
    [Range(1_000, 120_000)]
    public int DeliveryTimeoutMilliseconds { get; set; } = 5_000;

    /// <summary>Records that may wait for their acknowledgement; one more is answered with 503 at once.</summary>
    [Range(100, 1_000_000)]
    public int QueueLimit { get; set; } = 50_000;

    /// <summary>Milliseconds without a sign of life after which an engine's partitions go to the others. Brokers refuse less than 6,000 by default.</summary>
    [Range(1_000, 300_000)]
    public int SessionTimeoutMilliseconds { get; set; } = 6_000;

    /// <summary>Records of one partition under way in an engine before it is paused.</summary>
    [Range(1, 100_000)]
    public int MaxBacklog { get; set; } = 4_096;

    /// <summary>Milliseconds between commits of the watermark.</summary>
    [Range(50, 60_000)]
    public int CommitMilliseconds { get; set; } = 500;

    /// <summary>Seconds that a partition which is taken away may drain; what is not done by then another engine does again, to no further effect.</summary>
    [Range(1, 60)]
    public int DrainSeconds { get; set; } = 5;

    /// <summary>Plaintext, Ssl, SaslPlaintext or SaslSsl.</summary>
    [Required, RegularExpression("(?i)plaintext|ssl|saslplaintext|saslssl", ErrorMessage = "SecurityProtocol must be Plaintext, Ssl, SaslPlaintext or SaslSsl.")]
    public string SecurityProtocol { get; set; } = "Plaintext";

    /// <summary>PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512; only with a Sasl protocol.</summary>
    [RegularExpression("PLAIN|SCRAM-SHA-256|SCRAM-SHA-512", ErrorMessage = "SaslMechanism must be PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512.")]
    public string? SaslMechanism { get; set; }

    public string? SaslUsername { get; set; }

    public string? SaslPassword { get; set; }

    /// <summary>File with the certificates of the authorities to trust, PEM; null trusts the system's.</summary>
    public string? SslCaFile { get; set; }

    /// <summary>Files with this client's certificate and key, PEM; both or neither.</summary>
    public string? SslCertificateFile { get; set; }

    public string? SslKeyFile { get; set; }

    public string? SslKeyPassword { get; set; }

    /// <summary>File of librdkafka; null looks beside the program, in the cache folder and on the loader's path.</summary>
    public string? LibraryPath { get; set; }

    private const string TopicName = "[A-Za-z0-9._-]{1,249}";
}
