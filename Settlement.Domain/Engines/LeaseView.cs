namespace Settlement.Domain.Engines;

/// <summary>One duty that engines share, and whose turn it is.</summary>
/// <param name="Holder">The engine that began the present term; null when the lease is free.</param>
/// <param name="Token">The fencing token of the latest term: a write under a lower one is refused. 0 before the first.</param>
/// <param name="HeldSince">When the latest term began.</param>
/// <param name="Terms">How often the lease has changed hands, the first time included.</param>
public sealed record LeaseView(string Lease, string? Holder, long Token, DateTimeOffset? HeldSince, long Terms);
