using System.Text.Json;
using Settlement.Domain.Actions;

namespace Settlement.Domain.Failures;

public enum FailureKind
{
    /// <summary>A payment that the engine could not handle.</summary>
    DeadLetter,

    /// <summary>A wire that was refused for good, or whose fate is not known for long.</summary>
    Wire,
}

/// <summary>Failures of one cause.</summary>
/// <param name="Cause">What they have in common; goes into the actions on them all.</param>
/// <param name="Values">What they are worth, one amount per currency.</param>
/// <param name="Ids">The oldest ten.</param>
/// <param name="Retry">The action that tries them again; null for what is set aside.</param>
/// <param name="SetAside">The action that takes them off the list; null for wires, whose money is in flight, and for what is set aside.</param>
/// <param name="PutBack">The action that puts them on the list again; null for what is not set aside.</param>
public sealed record FailureGroup(
    FailureKind Kind, string Cause, int Count, IReadOnlyList<ActionValue> Values, DateTimeOffset Oldest, DateTimeOffset Latest, IReadOnlyList<string> Ids,
    FailureAction? Retry, FailureAction? SetAside, FailureAction? PutBack);

/// <summary>A kind of action with its parameters, as <c>POST /api/v1/actions</c> takes them.</summary>
public sealed record FailureAction(string Kind, IReadOnlyDictionary<string, string> Parameters);

/// <summary>By whom, when and why a failure was taken off the list.</summary>
/// <param name="ActionId">The action that did it: <c>GET /api/v1/actions/{id}</c>.</param>
public sealed record SetAside(DateTimeOffset At, string By, string Reason, string ActionId);

/// <summary>One failure.</summary>
/// <param name="Id"><c>letter_12</c>, or a wire's id.</param>
/// <param name="Subject">The transaction or batch concerned.</param>
/// <param name="Payload">What could not be handled; null for a wire, and in lists.</param>
/// <param name="Attempts">A wire's history; empty for a dead letter, and in lists.</param>
/// <param name="SetAside">Null when it is not set aside.</param>
public sealed record Failure(
    string Id, FailureKind Kind, string Cause, string Reason, string Subject, string? Currency, string? Amount, IReadOnlyList<string> Parties, DateTimeOffset At,
    string State, JsonElement? Payload, IReadOnlyList<WireAttempt> Attempts, SetAside? SetAside);

/// <param name="Kind">send, inquiry, withdrawal or release.</param>
public sealed record WireAttempt(int Attempt, string Kind, string? Region, string Outcome, string Code, DateTimeOffset At);
