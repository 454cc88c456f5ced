using Settlement.Engine.Kafka;

namespace Settlement.Engine.Intake.Kafka;

/// <summary>The intake topic and the positions of its records.</summary>
public sealed record OpenStream(IntakeTopic Topic, KafkaPositions Positions);
