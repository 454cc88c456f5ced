namespace Settlement.Engine.Intake.Kafka;

/// <summary>What became of a record of the topic: a payment that the database has taken in, a dead letter, or neither: a repetition without effect.</summary>
public sealed record IngestVerdict(IntakeMessage Message, IntakeEntry? Entry, DeadLetter? Dead);
