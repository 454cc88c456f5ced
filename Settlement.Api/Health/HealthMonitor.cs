using Settlement.Domain.Health;

namespace Settlement.Api.Health;

/// <summary>
/// Asks every probe and remembers the answers for a moment, so that a load balancer's many questions cost the database one. Concurrent
/// questions share one round of probes.
/// </summary>
public sealed partial class HealthMonitor(IEnumerable<IHealthProbe> probes, TimeProvider clock, ILogger<HealthMonitor> logger) : IDisposable
{
    public const string Healthy = "healthy";
    public const string Unhealthy = "unhealthy";

    /// <summary>Payments are accepted, but a part that helps is down.</summary>
    public const string Degraded = "degraded";

    private const string Service = "settlement-engine";

    /// <summary>How old an answer may be.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    /// <summary>A part that takes longer is as good as down: load balancers give up after some seconds too.</summary>
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(2);

    private static readonly string Version = typeof(HealthMonitor).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";

    private readonly IReadOnlyList<IHealthProbe> _probes = [.. probes];
    private readonly SemaphoreSlim _gate = new(1, 1);
    private HealthReport? _latest;

    public static HealthSummary Summarize(HealthReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new HealthSummary(report.Status, report.Service, report.Version);
    }

    public async Task<HealthReport> ReportAsync(CancellationToken cancellationToken)
    {
        if (FreshReport() is { } cached)
        {
            return cached;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            // The round belongs to everyone who waits: it does not end because the client that began it went away.
            return FreshReport() ?? await AskAllAsync();
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private HealthReport? FreshReport() => _latest is { } report && clock.GetUtcNow() - report.At < Freshness ? report : null;

    private async Task<HealthReport> AskAllAsync()
    {
        var answers = await Task.WhenAll(_probes.Select(AskAsync));
        var now = clock.GetUtcNow();
        var parts = _probes.Zip(answers, (probe, answer) => Describe(probe, answer, now)).ToArray();
        var status = parts.Any(part => part is { Required: true, Status: Unhealthy }) ? Unhealthy
            : parts.Any(part => part.Status is Unhealthy) ? Degraded
            : Healthy;
        return _latest = new HealthReport(status, Service, Version, now, parts);
    }

    private async Task<ProbeResult> AskAsync(IHealthProbe probe)
    {
        using var limit = new CancellationTokenSource(ProbeTimeout, clock);
        try
        {
            return await probe.CheckAsync(limit.Token).WaitAsync(ProbeTimeout, clock);
        }
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException)
        {
            return ProbeResult.Unhealthy($"no answer within {ProbeTimeout.TotalSeconds:0} s");
        }
        catch (Exception exception)
        {
            // Whatever a probe throws is its answer: this is where a failure becomes a state.
            return ProbeResult.Unhealthy(exception.Message);
        }
    }

    private PartHealth Describe(IHealthProbe probe, ProbeResult answer, DateTimeOffset now)
    {
        var status = answer.IsHealthy ? Healthy : Unhealthy;
        var before = _latest?.Parts.FirstOrDefault(part => string.Equals(part.Name, probe.Name, StringComparison.Ordinal));
        if (before is not null && string.Equals(before.Status, status, StringComparison.Ordinal))
        {
            return before with { Detail = answer.Detail };
        }

        if (before is not null || !answer.IsHealthy)
        {
            LogChange(probe.Name, status, answer.Detail);
        }

        return new PartHealth(probe.Name, status, probe.IsRequired, answer.Detail, now);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Part} is {Status}: {Detail}")]
    private partial void LogChange(string part, string status, string detail);
}
