using System.Diagnostics;
using System.Globalization;
using Settlement.Benchmarks.Chaos;
using Xunit;

namespace Settlement.Tests.Servers;

/// <summary>
/// A broker as a platform team runs it: one listener with TLS and passwords (SCRAM and PLAIN), one with TLS and clients' certificates. Its
/// certificates are made for the test; its own listener, for itself, stays plain.
/// </summary>
internal sealed class SecureKafka : IAsyncDisposable
{
    public const string User = "settlement";
    public const string Password = "only-for-a-test";

    private readonly TemporaryFolder _folder = new("settlement-kafka-secure");
    private readonly int _sasl = FreePort.Find();
    private readonly int _mutual = FreePort.Find();

    private SecureKafka()
    {
    }

    /// <summary>Asks for a user and a password; the broker's certificate is trusted through <see cref="File"/> "ca.pem".</summary>
    public (string Key, string Value)[] WithPassword(string mechanism) =>
    [
        ("Kafka:BootstrapServers", Address(_sasl)), ("Kafka:SecurityProtocol", "SaslSsl"), ("Kafka:SaslMechanism", mechanism),
        ("Kafka:SaslUsername", User), ("Kafka:SaslPassword", Password), ("Kafka:SslCaFile", _folder["ca.pem"]),
    ];

    /// <summary>Asks for a client's certificate.</summary>
    public (string Key, string Value)[] WithCertificate =>
    [
        ("Kafka:BootstrapServers", Address(_mutual)), ("Kafka:SecurityProtocol", "Ssl"), ("Kafka:SslCaFile", _folder["ca.pem"]),
        ("Kafka:SslCertificateFile", _folder["client.pem"]), ("Kafka:SslKeyFile", _folder["client.key"]),
    ];

    /// <summary>ca.pem signed the broker's certificate, other.pem did not.</summary>
    public string this[string file] => _folder[file];

    private string Home => _folder["broker"];

    public static async Task<SecureKafka> StartAsync()
    {
        KafkaServer.RequireTools();
        var kafka = new SecureKafka();
        try
        {
            kafka.MakeCertificates();
            await kafka.FormatAsync(Path.GetDirectoryName(KafkaBroker.FindScript()!)!);
            await KafkaBroker.StartAsync(KafkaBroker.FindScript()!, kafka.Home);
            return kafka;
        }
        catch
        {
            await kafka.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Home, "bootstrap")))
        {
            await KafkaBroker.RunAsync(KafkaBroker.FindScript()!, "kill", "--dir", Home);
        }

        _folder.Dispose();
    }

    private static string Address(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    private void MakeCertificates()
    {
        using var authority = new TestAuthority(_folder, "ca");
        using var other = new TestAuthority(_folder, "other");
        authority.Issue("server", "CN=server");
        authority.Issue("client", "CN=client");
        File.WriteAllText(_folder["keystore.pem"], File.ReadAllText(_folder["server.key"]) + '\n' + File.ReadAllText(_folder["server.pem"]));
    }

    /// <summary>The node's folder as the script would make it, with the user in its first metadata.</summary>
    private async Task FormatAsync(string kafka)
    {
        var (own, controller) = (Address(FreePort.Find()), Address(FreePort.Find()));
        var node = Directory.CreateDirectory(Path.Combine(Home, "node-1")).FullName;
        var properties = Path.Combine(node, "server.properties");
        await File.WriteAllTextAsync(properties, $"""
            process.roles=broker,controller
            node.id=1
            controller.quorum.voters=1@{controller}
            controller.listener.names=CONTROLLER
            listeners=OWN://{own},CONTROLLER://{controller},PASSWORD://{Address(_sasl)},MUTUAL://{Address(_mutual)}
            advertised.listeners=OWN://{own},PASSWORD://{Address(_sasl)},MUTUAL://{Address(_mutual)}
            inter.broker.listener.name=OWN
            listener.security.protocol.map=OWN:PLAINTEXT,CONTROLLER:PLAINTEXT,PASSWORD:SASL_SSL,MUTUAL:SSL
            ssl.keystore.type=PEM
            ssl.keystore.location={_folder["keystore.pem"]}
            ssl.truststore.type=PEM
            ssl.truststore.location={_folder["ca.pem"]}
            listener.name.mutual.ssl.client.auth=required
            listener.name.password.sasl.enabled.mechanisms=SCRAM-SHA-512,PLAIN
            listener.name.password.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
            listener.name.password.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_{User}="{Password}";
            log.dirs={Path.Combine(node, "data")}
            offsets.topic.num.partitions=1
            offsets.topic.replication.factor=1
            transaction.state.log.replication.factor=1
            transaction.state.log.min.isr=1
            group.initial.rebalance.delay.ms=0
            auto.create.topics.enable=false

            """);
        await File.WriteAllTextAsync(Path.Combine(Home, "bootstrap"), own + '\n');
        var java = Environment.GetEnvironmentVariable("JAVA_HOME") is { Length: > 0 } home ? Path.Combine(home, "bin", "java") : "java";
        string[] arguments =
        [
            "-Xmx128m", "-Dlog4j2.configurationFile=file:" + Path.Combine(kafka, "tool-log4j2.properties"), "-cp", Path.Combine(kafka, "lib", "*"), "kafka.tools.StorageTool", "format",
            "-t", Convert.ToBase64String(Guid.NewGuid().ToByteArray()).TrimEnd('=').Replace('+', 'A').Replace('/', 'A'), "-c", properties,
            "--add-scram", $"SCRAM-SHA-512=[name={User},password={Password}]",
        ];
        using var format = Process.Start(new ProcessStartInfo(java, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException("java does not start");
        var (output, errors) = (format.StandardOutput.ReadToEndAsync(), format.StandardError.ReadToEndAsync());
        await format.WaitForExitAsync();
        Assert.True(format.ExitCode == 0, await output + await errors);
    }
}
