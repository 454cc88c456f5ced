using Npgsql;

namespace Settlement.Engine.Database;

/// <summary>A server that somebody else started on a cluster: the live host, or one that was killed.</summary>
internal static class RunningServer
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// The port on which it accepts connections; null when none runs. One that is still recovering or shutting down is waited for.
    /// </summary>
    /// <exception cref="DatabaseStartException">It runs, but accepts no connection within the limit.</exception>
    public static async Task<int?> WaitForPortAsync(ClusterFolder folder, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            if (PostmasterFile.Read(folder) is not { } postmaster || !postmaster.IsAlive(folder))
            {
                return null;
            }

            if (await FindRefusalAsync(folder, postmaster.Port, cancellationToken) is not { } refusal)
            {
                return postmaster.Port;
            }

            if (time.GetElapsedTime(started) > limit)
            {
                throw new DatabaseStartException(
                    $"A PostgreSQL (process {postmaster.ProcessId}) runs on {folder.Data} but does not accept connections: {refusal.Message}", refusal);
            }

            await Task.Delay(PollInterval, time, cancellationToken);
        }
    }

    private static async Task<Exception?> FindRefusalAsync(ClusterFolder folder, int port, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = ClusterConnection.ForMaintenance(folder, port);
            await connection.OpenAsync(cancellationToken);
            return null;
        }
        catch (Exception refused) when (DatabaseOutage.Is(refused))
        {
            return refused;
        }
        catch (NpgsqlException refused)
        {
            throw new DatabaseStartException($"The PostgreSQL that runs on {folder.Data} refuses its owner: {refused.Message}", refused);
        }
    }
}
