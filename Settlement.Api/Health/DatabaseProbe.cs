using Settlement.Engine.Database;

namespace Settlement.Api.Health;

/// <summary>Whether the database answers.</summary>
public sealed class DatabaseProbe(DatabaseHealth database) : IHealthProbe
{
    public string Name => "database";

    public bool IsRequired => true;

    public async Task<ProbeResult> CheckAsync(CancellationToken cancellationToken)
    {
        var problem = await database.FindProblemAsync(cancellationToken);
        return problem is null ? ProbeResult.Healthy() : ProbeResult.Unhealthy(problem);
    }
}
