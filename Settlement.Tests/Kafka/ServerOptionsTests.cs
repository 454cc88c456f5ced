using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Settlement.Engine.Kafka;
using Settlement.Engine.RateLimits;
using Settlement.Engine.Redis;
using Xunit;

namespace Settlement.Tests.Kafka;

/// <summary>Settings of the servers that cannot be meant are refused at the start, by their name; as the host validates them.</summary>
public sealed class ServerOptionsTests
{
    private static readonly string AnyFile = typeof(ServerOptionsTests).Assembly.Location;

    public static TheoryData<string, string, string> BadKafka() => new()
    {
        { "BootstrapServers", "", "BootstrapServers" },
        { "BootstrapServers", "kafka", "Kafka:BootstrapServers" },
        { "BootstrapServers", "kafka:9092,other:0", "Kafka:BootstrapServers" },
        { "IntakeTopic", "no spaces", "IntakeTopic" },
        { "DeadLetterTopic", "transactions.intake", "five names" },
        { "Partitions", "0", "Partitions" },
        { "Partitions", "1025", "Partitions" },
        { "ReplicationFactor", "17", "ReplicationFactor" },
        { "RetentionHours", "-2", "RetentionHours" },
        { "GroupId", "", "GroupId" },
        { "LingerMilliseconds", "-1", "LingerMilliseconds" },
        { "DeliveryTimeoutMilliseconds", "999", "DeliveryTimeoutMilliseconds" },
        { "QueueLimit", "99", "QueueLimit" },
        { "SessionTimeoutMilliseconds", "999", "SessionTimeoutMilliseconds" },
        { "MaxBacklog", "0", "MaxBacklog" },
        { "CommitMilliseconds", "49", "CommitMilliseconds" },
        { "DrainSeconds", "61", "DrainSeconds" },
        { "SecurityProtocol", "Tls", "SecurityProtocol" },
        { "SecurityProtocol", "SaslSsl", "Kafka:SaslMechanism" },
        { "SaslMechanism", "GSSAPI", "SaslMechanism" },
        { "SaslUsername", "settlement", "SaslUsername" },
        { "SslCaFile", AnyFile, "Kafka:Ssl" },
    };

    [Theory]
    [MemberData(nameof(BadKafka))]
    public void Kafkas(string setting, string value, string named) => AssertRefused<KafkaOptions>(
        (services, configuration) => services.AddKafka(configuration), named, ("Kafka:BootstrapServers", "kafka:9092"), ("Kafka:" + setting, value));

    [Fact]
    public void Kafkas_certificate_without_its_key_and_a_file_that_is_not_there()
    {
        AssertRefused<KafkaOptions>(
            (services, configuration) => services.AddKafka(configuration), "Kafka:SslKeyFile",
            ("Kafka:BootstrapServers", "kafka:9092"), ("Kafka:SecurityProtocol", "Ssl"), ("Kafka:SslCertificateFile", AnyFile));
        AssertRefused<KafkaOptions>(
            (services, configuration) => services.AddKafka(configuration), "Kafka:SslCaFile names /nowhere/ca.pem",
            ("Kafka:BootstrapServers", "kafka:9092"), ("Kafka:SecurityProtocol", "Ssl"), ("Kafka:SslCaFile", "/nowhere/ca.pem"));
    }

    [Theory]
    [InlineData("Address", "", "Address")]
    [InlineData("Address", "redis", "Redis:Address")]
    [InlineData("Address", "redis:6379,password=secret", "Redis:Address")]
    [InlineData("Database", "16", "Database")]
    [InlineData("Scope", "a b", "Redis:Scope")]
    [InlineData("TtlHours", "0", "TtlHours")]
    [InlineData("TimeoutMilliseconds", "9", "TimeoutMilliseconds")]
    [InlineData("PauseMilliseconds", "0", "PauseMilliseconds")]
    public void Rediss(string setting, string value, string named) => AssertRefused<RedisOptions>(
        (services, configuration) => services.AddRedis(configuration), named, ("Redis:Address", "redis:6379"), ("Redis:" + setting, value));

    [Theory]
    [InlineData("PerSecond", "-1", "PerSecond")]
    [InlineData("Burst", "0", "Burst")]
    public void The_rate_limits(string setting, string value, string named) =>
        AssertRefused<RateLimitOptions>((services, configuration) => services.AddRateLimits(configuration), named, ("RateLimit:" + setting, value));

    private static void AssertRefused<T>(Action<IServiceCollection, IConfiguration> add, string named, params (string Key, string Value)[] settings)
        where T : class
    {
        // The last of a key counts, as with a setting that overrides a good one.
        var values = settings.GroupBy(setting => setting.Key, StringComparer.Ordinal).ToDictionary(of => of.Key, of => (string?)of.Last().Value, StringComparer.Ordinal);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        add(services, configuration);
        using var provider = services.BuildServiceProvider();

        var refusal = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());

        Assert.Equal(typeof(T), refusal.OptionsType);
        Assert.Contains(refusal.Failures, failure => failure.Contains(named, StringComparison.Ordinal));
    }
}
