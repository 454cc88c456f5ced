using Settlement.Domain.Access;
using Settlement.Domain.Answers;

namespace Settlement.Domain.Intake;

/// <summary>A record of the intake topic that could not become a payment.</summary>
/// <param name="Position">Its position in the intake log, by which it is replayed; a string, because JavaScript's numbers could not hold it.</param>
/// <param name="Reason">Code of the first broken rule: one of REST's, or malformed, unknown_window_close, unprocessable.</param>
/// <param name="Field">The field that breaks it; empty for the whole record.</param>
/// <param name="Errors">All broken rules.</param>
/// <param name="Headers">The record's own.</param>
/// <param name="Body">As text; bytes that are no UTF-8 are replaced.</param>
/// <param name="Replay">The last replay; null when there was none.</param>
public sealed record DeadLetterView(
    string Position, int Partition, string Offset, DateTimeOffset ReceivedAt, string? Key, string? TransactionId, string Reason, string Field, string Message,
    IReadOnlyList<FieldError> Errors, IReadOnlyList<DeadLetterHeader> Headers, string Body, DateTimeOffset DeadAt, DeadLetterReplay? Replay);

public sealed record DeadLetterHeader(string Name, string Value);

/// <param name="Outcome">submitted, deduped, idempotency_key_reused or transaction_id_exists.</param>
public sealed record DeadLetterReplay(DateTimeOffset At, string By, string Outcome);

/// <param name="Reason">Why it is replayed; 1 to 500 characters.</param>
public sealed record DeadLetterReplayRequest(string? Reason) : IReasoned
{
    string? IReasoned.OnBehalfOf => null;
}

/// <param name="Status">"submitted", or "deduped" when the payment was taken meanwhile.</param>
public sealed record DeadLetterReplayAnswer(string Position, string TransactionId, string Status);
