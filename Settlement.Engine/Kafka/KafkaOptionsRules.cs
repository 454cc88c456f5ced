using System.Globalization;
using Microsoft.Extensions.Options;

namespace Settlement.Engine.Kafka;

/// <summary>What attributes cannot say of <see cref="KafkaOptions"/>: rules between fields, and files that must be there.</summary>
internal sealed class KafkaOptionsRules : IValidateOptions<KafkaOptions>
{
    public ValidateOptionsResult Validate(string? name, KafkaOptions options)
    {
        var broken = Broken(options).ToList();
        return broken.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(broken);
    }

    private static IEnumerable<string> Broken(KafkaOptions options)
    {
        var servers = options.BootstrapServers.Split(',', StringSplitOptions.TrimEntries);
        if (servers.Any(server => !IsServer(server)))
        {
            yield return "Kafka:BootstrapServers must be host:port, several separated by commas.";
        }

        var usesSasl = options.SecurityProtocol.StartsWith("sasl", StringComparison.OrdinalIgnoreCase);
        if (usesSasl && (options.SaslMechanism is null || string.IsNullOrEmpty(options.SaslUsername) || string.IsNullOrEmpty(options.SaslPassword)))
        {
            yield return $"Kafka:SecurityProtocol {options.SecurityProtocol} needs Kafka:SaslMechanism, Kafka:SaslUsername and Kafka:SaslPassword.";
        }

        if (!usesSasl && (options.SaslMechanism ?? options.SaslUsername ?? options.SaslPassword) is not null)
        {
            yield return $"Kafka:SaslMechanism, SaslUsername and SaslPassword need SecurityProtocol SaslSsl or SaslPlaintext, not {options.SecurityProtocol}: they would not be used.";
        }

        var usesTls = options.SecurityProtocol.EndsWith("ssl", StringComparison.OrdinalIgnoreCase);
        var files = new[] { ("SslCaFile", options.SslCaFile), ("SslCertificateFile", options.SslCertificateFile), ("SslKeyFile", options.SslKeyFile) };
        if (!usesTls && files.Any(file => file.Item2 is not null))
        {
            yield return $"Kafka:Ssl... needs SecurityProtocol Ssl or SaslSsl, not {options.SecurityProtocol}: it would not be used.";
        }

        if (options.SslCertificateFile is null != options.SslKeyFile is null)
        {
            yield return "Kafka:SslCertificateFile and Kafka:SslKeyFile go together.";
        }

        foreach (var (field, path) in files.Where(file => file.Item2 is not null && !File.Exists(file.Item2)))
        {
            yield return $"Kafka:{field} names {path}, which is not there.";
        }

        string[] topics = [options.IntakeTopic, options.DeadLetterTopic, options.LedgerTopic, options.BatchesTopic, options.SettlementsTopic];
        if (topics.Distinct(StringComparer.Ordinal).Count() < topics.Length)
        {
            yield return "Kafka's five topics must have five names.";
        }
    }

    private static bool IsServer(string server)
    {
        var colon = server.LastIndexOf(':');
        return colon > 0 && int.TryParse(server.AsSpan(colon + 1), CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65_535;
    }
}
