using Settlement.Api.Health;
using Settlement.Engine.Leadership;

namespace Settlement.Api.Engines;

/// <summary>Whether every duty has an engine. Payments are accepted without one, and wait.</summary>
public sealed class LeadershipProbe(LeadershipReader reader) : IHealthProbe
{
    public string Name => "engines";

    public bool IsRequired => false;

    public async Task<ProbeResult> CheckAsync(CancellationToken cancellationToken)
    {
        var duties = await reader.LeasesAsync(cancellationToken);
        var vacant = duties.Where(duty => duty.Holder is null).Select(duty => duty.Lease).ToList();
        return vacant.Count == 0
            ? ProbeResult.Healthy($"{duties.Select(duty => duty.Holder).Distinct(StringComparer.Ordinal).Count()} at work")
            : ProbeResult.Unhealthy("nobody does " + string.Join(", ", vacant));
    }
}
