using Confluent.Kafka;

namespace Settlement.Engine.Kafka;

/// <summary>What a broker, or this client of a broker, refuses for who the other one is: no waiting heals it, and the client library tries for ever.</summary>
internal static class KafkaRefusal
{
    /// <summary>Whether an error of a client is one.</summary>
    public static bool Is(Error error) => error.Code is ErrorCode.Local_Authentication or ErrorCode.SaslAuthenticationFailed || IsTls(error);

    /// <summary>For people: who refuses whom, the reason, and the settings that decide it. Names no secret.</summary>
    public static string Describe(Error error, KafkaOptions options) => IsTls(error)
        ? $"TLS with Kafka at {options.BootstrapServers} fails: {error.Reason}. Kafka:SslCaFile names who signed the brokers' certificates, "
            + "Kafka:SslCertificateFile and SslKeyFile are this client's own."
        : $"Kafka at {options.BootstrapServers} refuses the user {options.SaslUsername}: {error.Reason}. Check Kafka:SaslUsername, Kafka:SaslPassword and Kafka:SaslMechanism.";

    /// <summary>A broker that refuses this client's certificate, or the lack of one, says so when the connection stands already: that comes as a broken one, with OpenSSL's words.</summary>
    private static bool IsTls(Error error) =>
        error.Code is ErrorCode.Local_Ssl || (error.Code is ErrorCode.Local_Transport && error.Reason.Contains("SSL routines", StringComparison.Ordinal));
}
