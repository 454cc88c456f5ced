namespace Settlement.Domain.Access;

/// <param name="Ended">How many sessions there were.</param>
public sealed record EndedSessions(int Ended);
