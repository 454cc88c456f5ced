using Npgsql;

namespace Settlement.Api.Health;

/// <summary>Whether the database answers and takes writes.</summary>
public sealed class DatabaseProbe(NpgsqlDataSource database) : IHealthProbe
{
    public string Name => "database";

    public bool IsRequired => true;

    public async Task<ProbeResult> CheckAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select pg_is_in_recovery()");
        var standby = (bool)(await command.ExecuteScalarAsync(cancellationToken) ?? true);
        return standby ? ProbeResult.Unhealthy("the server is a standby and takes no writes") : ProbeResult.Healthy();
    }
}
