namespace Settlement.Engine.Kafka;

/// <summary>
/// Positions of the intake log when it is a Kafka topic: first + offset * 1024 + partition. They are unique, grow within each partition, and say
/// nothing about the order between partitions, which Kafka does not have either. The stride is fixed, so positions never depend on the number of
/// partitions; it leaves room for 9e15 records.
/// </summary>
/// <param name="First">A multiple of <see cref="MaxPartitions"/> above every position that the database's own log had given before.</param>
public readonly record struct KafkaPositions(long First)
{
    public const int MaxPartitions = 1_024;

    public long Of(int partition, long offset) => checked(First + (offset * MaxPartitions) + partition);

    public long OffsetOf(long position) => (position - First) / MaxPartitions;

    public static int PartitionOf(long position) => (int)(position % MaxPartitions);
}
