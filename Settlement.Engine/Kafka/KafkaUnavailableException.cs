namespace Settlement.Engine.Kafka;

/// <summary>Kafka cannot be reached, or did not acknowledge in time: the same work may be tried again.</summary>
public sealed class KafkaUnavailableException(string message, Exception? inner = null) : IOException(message, inner);
