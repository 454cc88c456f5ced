namespace Settlement.Domain.Access;

/// <summary>A program's key, without its secret.</summary>
/// <param name="KeyId">Names the key; no secret.</param>
/// <param name="LastUsedAt">To the minute; null when it never was.</param>
/// <param name="RevokedAt">Set when it stopped to be good before its time.</param>
public sealed record ApiKey(
    string KeyId, string Name, IReadOnlyList<Scope> Scopes, DateTimeOffset CreatedAt, string CreatedBy, DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt, string? RevokedBy);

/// <param name="Secret">For the header <c>X-Api-Key</c>; shown this once, the server keeps its hash only.</param>
public sealed record NewApiKey(ApiKey Key, string Secret);
