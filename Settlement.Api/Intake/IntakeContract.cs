using System.Text.Json;

namespace Settlement.Api.Intake;

// The shapes of intake's requests and answers for the API's description. The hot path neither reads nor writes through them.

/// <param name="TransactionId">The client's id, unique for ever: 1 to 64 letters, digits and . _ : -</param>
/// <param name="Amount">In units of the source currency: a JSON number, or a string that holds one; positive, exact, at most 999,999,999.99.</param>
/// <param name="SourceCurrency">ISO 4217 code.</param>
/// <param name="DestinationCurrency">ISO 4217 code.</param>
/// <param name="CounterpartyId">The participant that owns the destination account.</param>
/// <param name="IdempotencyKey">1 to 64 letters, digits and . _ : - ; may come in the header Idempotency-Key instead.</param>
/// <param name="SettlementWindow">rtgs (the default), t0, t1 or t2.</param>
/// <param name="Metadata">The client's own: at most 4 KiB, 32 keys per object, 4 levels. Kept with the payment, as unknown fields are.</param>
public sealed record TransactionRequest(
    string TransactionId,
    decimal Amount,
    string SourceCurrency,
    string DestinationCurrency,
    string SourceAccount,
    string DestinationAccount,
    string CounterpartyId,
    string? IdempotencyKey = null,
    string? SettlementWindow = null,
    JsonElement? Metadata = null);

/// <param name="Status">"submitted".</param>
public sealed record TransactionAccepted(string TransactionId, string Status, string Message, AcceptedMetadata Metadata);

/// <param name="Window">The window asked for.</param>
/// <param name="RolledTo">Only when the payment missed that window: the value date it has instead.</param>
/// <param name="WindowId">Beside <paramref name="RolledTo"/>: the window it belongs to.</param>
/// <param name="Reason">Beside <paramref name="RolledTo"/>: why.</param>
public sealed record AcceptedMetadata(string Window, DateOnly? RolledTo = null, string? WindowId = null, string? Reason = null);

/// <param name="Status">"deduped".</param>
public sealed record TransactionDeduped(string TransactionId, string Status, string Message, DedupedMetadata Metadata);

/// <param name="OriginalBatch">The batch of the payment that was taken; null until it is in one.</param>
public sealed record DedupedMetadata(string? OriginalBatch);

/// <param name="Transactions">1 to 1,000.</param>
public sealed record TransactionBatchRequest(IReadOnlyList<TransactionRequest> Transactions);

/// <param name="Items">One per transaction, in order.</param>
public sealed record TransactionBatchAnswer(IReadOnlyList<TransactionBatchItem> Items);

/// <param name="Status">"submitted", "deduped" or "invalid".</param>
/// <param name="Message">Absent for an invalid one.</param>
/// <param name="Metadata">As in the answer to a single submission; absent for an invalid one.</param>
/// <param name="Errors">Only for an invalid one; fields are named with their place: transactions[3].amount.</param>
public sealed record TransactionBatchItem(
    string? TransactionId, string Status, string? Message = null, JsonElement? Metadata = null, IReadOnlyList<FieldError>? Errors = null);
