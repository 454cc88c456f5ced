namespace Settlement.Benchmarks.Sagas.OneCommitPerMessage;

/// <summary>What the event row takes from the message.</summary>
internal readonly record struct MessageRow(string Name, string FromState, Guid MessageId, string Payload);
