namespace Settlement.Engine.Intake;

/// <summary>Tells which partition of the intake log a position belongs to. Registered only where the log has partitions.</summary>
public sealed record IntakePartitioning(Func<long, int> PartitionOf);
