namespace Settlement.Domain.Access;

/// <summary>An account of somebody who may sign in, as administrators see it.</summary>
/// <param name="Name">To sign in with; never changes.</param>
/// <param name="IsActive">False when the person may not sign in any more; the account stays, because the records name it.</param>
/// <param name="HasPassword">False for a person that signs in with the identity provider only.</param>
/// <param name="LockedUntil">Set after too many failed sign-ins; one in the past has run out.</param>
/// <param name="LastSignInAt">When the person was let in last; null when never.</param>
public sealed record Person(
    string Name, string DisplayName, Role Role, bool IsActive, bool IsDemo, bool HasPassword, DateTimeOffset? LockedUntil,
    DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset UpdatedAt, DateTimeOffset? LastSignInAt);
