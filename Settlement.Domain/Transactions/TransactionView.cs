using System.Text.Json;

namespace Settlement.Domain.Transactions;

/// <summary>One payment with the whole of its saga.</summary>
/// <param name="Status">The state in lower case.</param>
/// <param name="DestinationAmount">What the destination receives; null until it is planned.</param>
/// <param name="SettlementWindow">What the client asked for.</param>
/// <param name="Request">The request as it came, with its metadata and unknown fields.</param>
/// <param name="Waits">Why it is not settled yet; null when it is final or moving.</param>
/// <param name="Next">What can happen next, by the state machine.</param>
public sealed record TransactionView(
    string TransactionId,
    string Status,
    string Amount,
    string SourceCurrency,
    string DestinationCurrency,
    string? DestinationAmount,
    decimal? Rate,
    string SourceAccount,
    string DestinationAccount,
    string SourceParticipant,
    string CounterpartyId,
    string SettlementWindow,
    WindowOfTransaction? Window,
    string? BatchId,
    long? LedgerEntry,
    string? ReasonCode,
    int Deferrals,
    long Position,
    DateTimeOffset ReceivedAt,
    DateTimeOffset UpdatedAt,
    WaitView? Waits,
    IReadOnlyList<NextStep> Next,
    IReadOnlyList<HistoryStep> History,
    JsonElement? Request);

/// <summary>A payment in a list.</summary>
public sealed record TransactionSummary(
    string TransactionId, string Status, string Amount, string SourceCurrency, string DestinationCurrency, string SourceParticipant,
    string CounterpartyId, string SettlementWindow, string WindowId, string? BatchId, string? ReasonCode, long Position,
    DateTimeOffset ReceivedAt, DateTimeOffset UpdatedAt);

public sealed record WindowOfTransaction(string WindowId, string? Status, DateTimeOffset? CutOff);

/// <param name="Reason">window_open, next_round, insufficient_balance, net_debit_cap, bilateral_limit, no_rate, party_unavailable or batch_abandoned.</param>
/// <param name="Limit">The limit or balance that binds, as it stood when the payment was deferred.</param>
/// <param name="ReleaseAmount">The smallest amount by which it must grow.</param>
public sealed record WaitView(string Reason, string Explanation, string? Participant, string? Currency, string? Limit, string? ReleaseAmount, DateTimeOffset? Until);

public sealed record NextStep(string Event, string To);

/// <param name="Payload">The message that caused it.</param>
public sealed record HistoryStep(int Version, string Event, string From, string To, DateTimeOffset At, JsonElement Payload);
