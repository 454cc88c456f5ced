namespace Settlement.Engine.Intake.Kafka;

/// <summary>What the engine does with the records of one partition while it owns it.</summary>
public interface IPartitionLane
{
    /// <summary>Records taken that wait for their turn.</summary>
    int Backlog { get; }

    /// <summary>Every record up to this position is done: its saga has committed, or its dead letter is durable.</summary>
    long Watermark { get; }

    /// <summary>Why the lane can go no further; null while it can. An outage is no failure: the lane waits.</summary>
    Exception? Failure { get; }

    /// <summary>Takes the partition's next record, at once.</summary>
    void Take(IntakeMessage message);

    /// <summary>Takes nothing more, and ends when all is done or the limit is over; what is not done then is left undone. Nothing runs afterwards.</summary>
    Task StopAsync(TimeSpan drain);
}
