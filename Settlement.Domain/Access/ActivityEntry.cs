namespace Settlement.Domain.Access;

/// <summary>One thing that somebody did, or tried to do. Never changed afterwards.</summary>
/// <param name="Position">Grows from entry to entry.</param>
/// <param name="Actor">The person's, the key's or the demo client's name.</param>
/// <param name="OnBehalfOf">The operator that the demo client or a key named in its request.</param>
/// <param name="Action">What was done: the operation's name in the API's description, e.g. <c>closeWindow</c>.</param>
/// <param name="Subject">To what, e.g. <c>t1-USD-2026-11-24</c>; empty where the action says it all.</param>
/// <param name="Reason">Why, in the words of the one who did it.</param>
/// <param name="Outcome">done, refused or failed; begun while it is under way, and for good where its process died before the end was known.</param>
/// <param name="Detail">What else is to be known: the code of a refusal, the number of an action.</param>
public sealed record ActivityEntry(
    long Position, DateTimeOffset At, string Actor, CallerKind ActorKind, string? OnBehalfOf, string Action, string Subject, string Reason, ActivityOutcome Outcome,
    string Detail);

public enum ActivityOutcome
{
    /// <summary>Written before anything was done; replaced in what is shown by how it ended.</summary>
    Begun,
    Done,
    Refused,
    Failed,
}
