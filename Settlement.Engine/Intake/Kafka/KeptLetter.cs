namespace Settlement.Engine.Intake.Kafka;

/// <summary>A dead letter as it is kept, with its last replay.</summary>
/// <param name="Errors">Every broken rule; reason, field and message are those of the first.</param>
/// <param name="Body">The record's bytes as they came.</param>
public sealed record KeptLetter(
    long Position, int Partition, long Offset, DateTimeOffset ReceivedAt, string? Key, string? TransactionId, string Reason, string Field, string Message,
    IReadOnlyList<KeptError> Errors, IReadOnlyList<KeptHeader> Headers, byte[] Body, DateTimeOffset At, KeptReplay? Replay);

public sealed record KeptError(string Field, string Code, string Message);

public sealed record KeptHeader(string Name, string Value);

/// <param name="Outcome">submitted, deduped, idempotency_key_reused or transaction_id_exists.</param>
public sealed record KeptReplay(DateTimeOffset At, string By, string Outcome);
