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
    public static async Task<int?> WaitForPortAsync(
        ClusterFolder folder, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            if (PostmasterFile.ReadAlive(folder) is not { } postmaster)
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
                    $"A PostgreSQL (process {postmaster.ProcessId}) runs on {folder.Data} but accepts no connections: {refusal.Message}",
                    refusal);
            }

            await Task.Delay(PollInterval, time, cancellationToken);
        }
    }

    /// <summary>Ends the sessions that hosts have on the server and undoes what they had open; returns how many there were.</summary>
    public static async Task<long> EndSessionsAsync(ClusterFolder folder, int port, CancellationToken cancellationToken)
    {
        // Five seconds at most for each session to be gone.
        const string End = """
            select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity where application_name = $1 and pid <> pg_backend_pid()
            """;

        await using var connection = ClusterConnection.ForMaintenance(folder, port);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(End, connection);
        command.Parameters.Add(new() { Value = DatabaseConnections.ApplicationName });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
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
