namespace Settlement.Domain.Reference;

/// <summary>The most that a participant's debits may exceed its credits by within a plan, in one currency; not negative, minor units.</summary>
public sealed record NetDebitCap(string ParticipantId, string Currency, long LimitMinor);
