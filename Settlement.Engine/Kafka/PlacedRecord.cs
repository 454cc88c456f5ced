namespace Settlement.Engine.Kafka;

/// <summary>Where a record stands in its topic.</summary>
/// <param name="At">When the broker took it, by the broker's clock, where the topic is set so.</param>
public readonly record struct PlacedRecord(int Partition, long Offset, DateTime At);
