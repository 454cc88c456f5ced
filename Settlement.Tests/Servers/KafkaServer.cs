using System.Globalization;
using Settlement.Benchmarks.Chaos;
using Settlement.Engine.Kafka;
using Xunit;

[assembly: AssemblyFixture(typeof(Settlement.Tests.Servers.KafkaServer))]

namespace Settlement.Tests.Servers;

/// <summary>
/// The Kafka broker of a test run: started when the first test asks for it, on free ports in a fresh folder, killed in the end. Tests use topics and groups of
/// their own. It is Apache Kafka from <c>../shared/kafka</c>; where that or Java is absent the test skips with the reason, and fails in CI.
/// </summary>
public sealed class KafkaServer : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new("settlement-kafka");
    private readonly SemaphoreSlim _starting = new(1);
    private string? _bootstrap;
    private int _names;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>The broker's address; starts it when nobody did.</summary>
    public async Task<string> StartedAsync()
    {
        RequireTools();
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return _bootstrap ??= await KafkaBroker.StartAsync(KafkaBroker.FindScript()!, Broker);
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Settings for a host with topics and a group of its own.</summary>
    /// <param name="partitions">Few: each costs the broker files.</param>
    public async Task<(string Key, string Value)[]> SettingsAsync(int partitions = 3)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"t{Interlocked.Increment(ref _names)}");
        return
        [
            ("Kafka:BootstrapServers", await StartedAsync()),
            ("Kafka:IntakeTopic", name + ".intake"),
            ("Kafka:DeadLetterTopic", name + ".dlq"),
            ("Kafka:LedgerTopic", name + ".ledger"),
            ("Kafka:BatchesTopic", name + ".batches"),
            ("Kafka:SettlementsTopic", name + ".settlements"),
            ("Kafka:Partitions", partitions.ToString(CultureInfo.InvariantCulture)),
            ("Kafka:GroupId", name),
            ("Kafka:CommitMilliseconds", "100"),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(Broker))
        {
            await KafkaBroker.RunAsync(KafkaBroker.FindScript()!, "kill", "--dir", Broker);
        }

        _folder.Dispose();
        _starting.Dispose();
    }

    private string Broker => _folder["broker"];

    /// <summary>Ends the test where something is missing, and says what.</summary>
    internal static void RequireTools()
    {
        if (KafkaBroker.FindObstacle() is { } obstacle)
        {
            throw PostgresServer.Skip(obstacle);
        }

        RequireLibrary();
    }

    internal static void RequireLibrary()
    {
        try
        {
            KafkaLibrary.Load(null);
        }
        catch (KafkaSetupException missing)
        {
            throw PostgresServer.Skip(missing.Message);
        }
    }
}
