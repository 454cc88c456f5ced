using System.Text.Json;

namespace Settlement.Domain.Actions;

/// <summary>Something that an operator does in bulk or with money: its frozen preview, who answers for it, and how far it is.</summary>
/// <param name="Count">Items of the frozen list.</param>
/// <param name="Values">What the items are worth, one amount per currency.</param>
/// <param name="Parties">Participants concerned.</param>
/// <param name="Notes">What else is to be known before doing it.</param>
/// <param name="Hash">SHA-256 over kind, parameters and the frozen list.</param>
/// <param name="SecondPerson">Why a second person must agree; null when none must.</param>
/// <param name="ExpiresAt">Until when a preview may be executed, or what waits be approved.</param>
/// <param name="DecidedBy">The second person, who approved or refused.</param>
/// <param name="Items">The first 500 items; the rest at <c>/api/v1/actions/{id}/items</c>.</param>
public sealed record OperatorAction(
    string ActionId, string Kind, string Title, ActionState State, JsonElement Parameters, int Count, IReadOnlyList<ActionValue> Values,
    IReadOnlyList<string> Parties, IReadOnlyList<string> Notes, string Hash, string? SecondPerson, int ItemsPerSecond, DateTimeOffset CreatedAt,
    string CreatedBy, DateTimeOffset ExpiresAt, DateTimeOffset? ExecutedAt, string? ExecutedBy, string? Reason, DateTimeOffset? DecidedAt,
    string? DecidedBy, string? DecisionReason, DateTimeOffset? FinishedAt, string? CancelledBy, ActionProgress Progress, IReadOnlyList<ActionItem> Items);

public enum ActionState
{
    /// <summary>Previewed; nothing is done yet.</summary>
    Previewed,

    /// <summary>Executed by one person, waits for a second one.</summary>
    Waiting,

    Running,

    /// <summary>Every item has an outcome; they may differ.</summary>
    Finished,

    /// <summary>The second person said no.</summary>
    Refused,

    /// <summary>Given up; items that were done stay done, the others are skipped.</summary>
    Cancelled,

    /// <summary>Nobody executed, or approved, it in time.</summary>
    Expired,
}

/// <param name="Amount">With the currency's decimals.</param>
public sealed record ActionValue(string Currency, string Amount);

public sealed record ActionProgress(int Pending, int Running, int Done, int Failed, int Skipped);

/// <param name="Key">What the item is about, e.g. a wire's id.</param>
/// <param name="Amount">With the currency's decimals; null where it has no value.</param>
/// <param name="Outcome">What became of it, in words; empty until it has ended.</param>
public sealed record ActionItem(
    int Item, string Key, string Description, IReadOnlyList<string> Parties, string? Currency, string? Amount, ItemState State, string Outcome,
    DateTimeOffset? EndedAt);

public enum ItemState
{
    Pending,
    Running,
    Done,
    Failed,

    /// <summary>Not tried: the action was cancelled first, or nothing was left to do.</summary>
    Skipped,
}

/// <param name="Parameters">Name and meaning of each field of <c>parameters</c>.</param>
public sealed record ActionKind(string Kind, string Summary, IReadOnlyDictionary<string, string> Parameters);
