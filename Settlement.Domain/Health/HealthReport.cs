namespace Settlement.Domain.Health;

/// <summary>The answer of <c>/api/v1/metrics/health</c>: the service and each of its parts.</summary>
/// <param name="At">When the parts were looked at.</param>
public sealed record HealthReport(string Status, string Service, string Version, DateTimeOffset At, IReadOnlyList<PartHealth> Parts);
