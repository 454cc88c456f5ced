namespace Settlement.Api.Health;

/// <summary>The answer of <c>/health</c>: the service as a whole.</summary>
/// <param name="Status">"healthy", "degraded" (payments are accepted, a part that helps is down) or "unhealthy".</param>
public sealed record HealthSummary(string Status, string Service, string Version);
