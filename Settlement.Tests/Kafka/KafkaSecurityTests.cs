using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Settlement.Benchmarks.Chaos;
using Settlement.Engine.Kafka;
using Settlement.Tests.EndToEnd;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Kafka;

/// <summary>Brokers behind TLS, passwords and clients' certificates.</summary>
public sealed class KafkaSecurityTests(PostgresServer postgres)
{
    /// <summary>The client would try for ever; five of them at once beside a broker on a busy machine need some seconds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Payments_go_through_topics_behind_tls_and_a_password_and_whoever_is_not_let_in_is_told_why()
    {
        await using var kafka = await SecureKafka.StartAsync();
        await using (var day = await KafkaDay.BeginAsync(postgres, [.. kafka.WithPassword("SCRAM-SHA-512"), ("Kafka:Partitions", "1"), ("Kafka:CommitMilliseconds", "100")]))
        await using (var host = await day.StartHostAsync())
        {
            var payments = new[] { new Transfer("secured", Transfer.BankA, Transfer.BankB, 12), new Transfer("partners", Transfer.BankA, Transfer.BankB, 13) };
            await host.PayAsync(payments[0]);
            await day.PartnerAsync(payments[1].Body, "partners");
            await host.UntilTransactionAppearsAsync("partners");
            await host.UntilSettledAsync(payments);
        }

        Assert.Equal(1, await PlaceAsync(kafka.WithPassword("PLAIN"), "plain"));
        Assert.Equal(1, await PlaceAsync(kafka.WithCertificate, "mutual"));
        await Task.WhenAll(
            AssertRefusedAsync(kafka.WithPassword("SCRAM-SHA-512"), "refuses the user settlement", ("Kafka:SaslPassword", "wrong")),
            AssertRefusedAsync(kafka.WithPassword("PLAIN"), "refuses the user nobody", ("Kafka:SaslUsername", "nobody")),
            AssertRefusedAsync(kafka.WithPassword("SCRAM-SHA-256"), "Kafka:SaslMechanism"),
            AssertRefusedAsync(kafka.WithPassword("PLAIN"), "Kafka:SslCaFile", ("Kafka:SslCaFile", kafka["other.pem"])),
            AssertRefusedAsync([.. kafka.WithCertificate[..3]], "SslCertificateFile"));
    }

    /// <summary>Places one record in a new topic; returns its partitions.</summary>
    private static async Task<int> PlaceAsync((string Key, string Value)[] settings, string topic)
    {
        var options = Options.Create(KafkaDay.OptionsOf([.. settings, ("Kafka:IntakeTopic", topic), ("Kafka:Partitions", "1")]));
        var clients = new KafkaClients(options, NullLogger<KafkaClients>.Instance);
        var prepared = await new KafkaTopics(clients, options).PrepareAsync(Cancellation);
        using var producer = new KafkaProducer(clients, NullLogger<KafkaProducer>.Instance);
        Assert.Equal(0, (await producer.ProduceAsync(topic, null, new Message<byte[]?, byte[]> { Value = Encoding.UTF8.GetBytes("{}") })).Offset);
        return prepared.Partitions;
    }

    /// <summary>The start is refused, and health says the same: by the name of the setting, in bounded time, and without the password.</summary>
    private static async Task AssertRefusedAsync((string Key, string Value)[] settings, string named, params (string Key, string Value)[] wrong)
    {
        var options = Options.Create(KafkaDay.OptionsOf(settings.Where(setting => wrong.All(other => other.Key != setting.Key)).Concat(wrong)));
        var clients = new KafkaClients(options, NullLogger<KafkaClients>.Instance);

        var refusal = await Assert.ThrowsAsync<KafkaSetupException>(() => new KafkaTopics(clients, options).PrepareAsync(Cancellation).WaitAsync(Patience, Cancellation));
        using var health = new KafkaHealth(clients, options);

        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
        // One look waits 2 s, in which a new client under load may not have been refused yet; the next look finds what it was told meanwhile.
        string? problem = null;
        await Deadline.UntilAsync(
            async () => (problem = await health.FindProblemAsync(Cancellation))?.Contains(named, StringComparison.Ordinal) == true, Patience, () => $"health names {named}, but: {problem}");
        Assert.DoesNotContain(options.Value.SaslPassword ?? SecureKafka.Password, refusal.Message, StringComparison.Ordinal);
    }
}
