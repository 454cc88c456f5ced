namespace Settlement.Sagas.GroupCommit;

/// <summary>What saga_events keeps of one change, beside the saga's own id, key, version and new state.</summary>
/// <param name="Name">The message's type name, e.g. "TransactionValidated".</param>
/// <param name="FromState">"Initial" for the event that created the saga.</param>
/// <param name="At">The message's own time where it has one, else the clock's; UTC, whole microseconds.</param>
/// <param name="Payload">The message as JSON with snake_case names.</param>
internal readonly record struct SagaEvent(string Name, string FromState, DateTimeOffset At, Guid MessageId, string Payload);
