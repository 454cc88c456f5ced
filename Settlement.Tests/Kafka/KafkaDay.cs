using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Settlement.Engine.Intake.Kafka;
using Settlement.Engine.Kafka;
using Settlement.Tests.EndToEnd;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Kafka;

/// <summary>A settlement day whose payments come through Kafka: a database and topics of its own. Times are the broker's, so they are today's.</summary>
internal sealed class KafkaDay : IAsyncDisposable
{
    private readonly (string Key, string Value)[] _settings;
    private readonly TemporaryFolder _keys = new("settlement-kafka-day");

    private KafkaDay(TestDatabase database, (string Key, string Value)[] settings)
    {
        Database = database;
        _settings = settings;
        Options = OptionsOf(settings);
        Clients = new KafkaClients(Microsoft.Extensions.Options.Options.Create(Options), NullLogger<KafkaClients>.Instance);
        Producer = new KafkaProducer(Clients, NullLogger<KafkaProducer>.Instance);
    }

    public TestDatabase Database { get; }

    public KafkaOptions Options { get; }

    public KafkaClients Clients { get; }

    public KafkaProducer Producer { get; }

    public static async Task<KafkaDay> BeginAsync(PostgresServer postgres, KafkaServer kafka, int partitions = 3) => await BeginAsync(postgres, await kafka.SettingsAsync(partitions));

    public static async Task<KafkaDay> BeginAsync(PostgresServer postgres, (string Key, string Value)[] settings) => new(await postgres.CreateDatabaseAsync(), settings);

    /// <summary>Of settings as a host is given them.</summary>
    public static KafkaOptions OptionsOf(IEnumerable<(string Key, string Value)> settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value))).Build().GetSection(KafkaOptions.Section).Get<KafkaOptions>()!;

    public string Setting(string name) => _settings.Single(setting => setting.Key == "Kafka:" + name).Value;

    /// <param name="settings">Go before the day's own.</param>
    public Task<RunningHost> StartHostAsync(params (string Key, string Value)[] settings) => RunningHost.StartAsync(
        Database, TimeProvider.System,
        settings.Concat([("Host:With", "kafka"), ("Reference:Seed", "Demo"), ("Matching:KeyFolder", _keys.Path), .. _settings]).DistinctBy(setting => setting.Item1));

    /// <summary>Puts a record into the intake topic, as a partner does.</summary>
    public Task<PlacedRecord> PartnerAsync(string body, string? key = null, int? partition = null, Headers? headers = null) => Producer.ProduceAsync(
        Options.IntakeTopic, partition, new Message<byte[]?, byte[]> { Key = key is null ? null : Encoding.UTF8.GetBytes(key), Value = Encoding.UTF8.GetBytes(body), Headers = headers ?? [] });

    /// <summary>The first records of a topic, by partition in their order; fails when they do not come.</summary>
    /// <param name="idHeader">Records with the same value of this header count once: where delivery is at least once.</param>
    public List<ConsumeResult<byte[]?, byte[]>> Read(string topic, int count, string? idHeader = null)
    {
        using var consumer = Clients.Consumer().Build();
        using var admin = Clients.Admin();
        var partitions = admin.GetMetadata(topic, TimeSpan.FromSeconds(10)).Topics[0].Partitions;
        consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(topic, partition.PartitionId, Offset.Beginning)));
        var found = new List<ConsumeResult<byte[]?, byte[]>>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (found.Count < count)
        {
            var next = consumer.Consume(limit.Token);
            if (idHeader is null || seen.Add(next.Message.Headers.Text(idHeader) ?? ""))
            {
                found.Add(next);
            }
        }

        return found;
    }

    public async Task<T> QueryAsync<T>(string sql)
    {
        await using var command = Database.OwnerDataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        Producer.Dispose();
        await Database.DisposeAsync();
        _keys.Dispose();
    }
}
