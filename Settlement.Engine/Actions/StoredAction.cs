using Settlement.Domain.Actions;

namespace Settlement.Engine.Actions;

/// <summary>An action as its table holds it.</summary>
/// <param name="State">Never <see cref="ActionState.Expired"/>, which follows from the clock.</param>
/// <param name="SecondPerson">Why one is needed; empty: none is.</param>
public sealed record StoredAction(
    string ActionId, string Kind, string Parameters, string Title, IReadOnlyList<string> Notes, string Hash, string SecondPerson, int ItemsPerSecond,
    ActionState State, DateTimeOffset CreatedAt, string CreatedBy, string CreatedById, DateTimeOffset ExpiresAt, DateTimeOffset? ExecutedAt,
    string? ExecutedBy, string? ExecutedById, string? Reason, DateTimeOffset? DecidedAt, string? DecidedBy, string? DecisionReason,
    DateTimeOffset? FinishedAt, string? CancelledBy);

/// <summary>An item as its table holds it.</summary>
public sealed record StoredItem(
    int Item, string Key, string Description, IReadOnlyList<string> Parties, string? Currency, long AmountMinor, string Fingerprint, ItemState State,
    string Outcome, int Attempts, DateTimeOffset? EndedAt);
