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
/// <param name="Cause">What they have in common; goes into the action that retries them all.</param>
/// <param name="Values">What they are worth, one amount per currency.</param>
/// <param name="Retry">The kind of action that tries them again, with its parameters: <c>POST /api/v1/actions</c>.</param>
public sealed record FailureGroup(
    FailureKind Kind, string Cause, int Count, IReadOnlyList<ActionValue> Values, DateTimeOffset Oldest, DateTimeOffset Latest, IReadOnlyList<string> Ids,
    FailureRetry Retry);

public sealed record FailureRetry(string Kind, IReadOnlyDictionary<string, string> Parameters);

/// <summary>One failure.</summary>
/// <param name="Id"><c>letter_12</c>, or a wire's id.</param>
/// <param name="Subject">The transaction or batch concerned.</param>
/// <param name="Payload">What could not be handled; null for a wire.</param>
/// <param name="Attempts">A wire's history; empty for a dead letter.</param>
public sealed record Failure(
    string Id, FailureKind Kind, string Cause, string Reason, string Subject, string? Currency, string? Amount, IReadOnlyList<string> Parties, DateTimeOffset At,
    string State, JsonElement? Payload, IReadOnlyList<WireAttempt> Attempts);

/// <param name="Kind">send, inquiry, withdrawal or release.</param>
public sealed record WireAttempt(int Attempt, string Kind, string? Region, string Outcome, string Code, DateTimeOffset At);
