using Settlement.Engine.Intake.Kafka;

namespace Settlement.Sagas.Drivers;

/// <summary>One record in a lane's pump: a payment to start, a dead letter to keep, or neither, a repetition that only passes.</summary>
public sealed record LaneItem(IntakeMessage Message, Arrival? Arrival, DeadLetter? Dead);
