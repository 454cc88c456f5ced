using Settlement.Engine.Database;

namespace Settlement.Api.Health;

/// <summary>Whether the database answers.</summary>
/// <param name="isRequired">Not where payments are accepted into a log of their own.</param>
public sealed class DatabaseProbe(DatabaseHealth database, bool isRequired = true) : IHealthProbe
{
    public string Name => "database";

    public bool IsRequired => isRequired;

    public async Task<ProbeResult> CheckAsync(CancellationToken cancellationToken)
    {
        var problem = await database.FindProblemAsync(cancellationToken);
        return problem is null ? ProbeResult.Healthy() : ProbeResult.Unhealthy(problem);
    }
}
