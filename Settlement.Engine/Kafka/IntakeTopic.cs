namespace Settlement.Engine.Kafka;

/// <param name="Id">The cluster's id of the topic: another one after the topic was deleted and created again.</param>
public sealed record IntakeTopic(string Name, string Id, int Partitions);
