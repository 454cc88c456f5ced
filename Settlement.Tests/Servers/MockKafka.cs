using Confluent.Kafka;

namespace Settlement.Tests.Servers;

/// <summary>
/// librdkafka's own cluster in this process, where neither Kafka nor Java is needed: it keeps records, groups and offsets in memory, and makes a topic of four
/// partitions when it is first named. It knows no topic settings and no clock of its own, which the intake log needs, so a whole host does not run on it.
/// </summary>
internal sealed class MockKafka : IDisposable
{
    /// <summary>Of every topic.</summary>
    public const int Partitions = 4;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly IAdminClient _owner;

    private MockKafka(IAdminClient owner, string address) => (_owner, Address) = (owner, address);

    /// <summary>host:port, for any client of this machine.</summary>
    public string Address { get; }

    /// <summary>Starts one of one broker; skips the test where librdkafka is missing, and fails it in CI.</summary>
    public static MockKafka Start()
    {
        KafkaServer.RequireLibrary();
        var config = new AdminClientConfig();
        config.Set("test.mock.num.brokers", "1");
        var owner = new AdminClientBuilder(config).SetLogHandler(static (_, _) => { }).Build();
        var broker = owner.GetMetadata(Limit).Brokers[0];
        return new MockKafka(owner, $"{broker.Host}:{broker.Port}");
    }

    public void Dispose() => _owner.Dispose();
}
