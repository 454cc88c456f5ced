using Settlement.Domain.Access;

namespace Settlement.Engine.Access;

/// <summary>What is to be recorded of one thing that somebody did; the fields are those of <see cref="ActivityEntry"/>.</summary>
public sealed record ActivityNote(
    string Actor, CallerKind ActorKind, string? OnBehalfOf, string Action, string Subject, string Reason, ActivityOutcome Outcome, string Detail)
{
    public static ActivityNote Of(Caller caller, string action, string subject, string reason, ActivityOutcome outcome = ActivityOutcome.Done, string detail = "")
    {
        ArgumentNullException.ThrowIfNull(caller);
        return new ActivityNote(caller.Name, caller.Kind, null, action, subject, reason, outcome, detail);
    }
}

/// <summary>Which entries of the activity are asked for; null asks for any.</summary>
/// <param name="To">Before this time.</param>
public sealed record ActivityFilter(string? Actor, string? Action, string? Subject, ActivityOutcome? Outcome, DateTimeOffset? From, DateTimeOffset? To);
