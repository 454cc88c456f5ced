namespace Settlement.Domain.Access;

/// <summary>A session of a person that has not ended, as administrators see it; its token is nobody's to see.</summary>
/// <param name="LastSeenAt">When its person did something last, to half a minute.</param>
/// <param name="ExpiresAt">When it ends at the latest; unused, it ends earlier.</param>
public sealed record OpenSession(long SessionId, SessionMethod Method, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, DateTimeOffset ExpiresAt);
