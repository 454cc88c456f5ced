namespace Settlement.Engine.Kafka;

/// <summary>Kafka, its topics or its client library are not as this system needs them; the message says what to do.</summary>
public sealed class KafkaSetupException(string message, Exception? inner = null) : Exception(message, inner);
