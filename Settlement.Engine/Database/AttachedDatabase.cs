using Microsoft.Extensions.Logging;
using Npgsql;

namespace Settlement.Engine.Database;

/// <summary>
/// A look at the database of a data folder for as long as one command takes, beside a live host or with none. The schema is left as it
/// is found.
/// </summary>
internal static class AttachedDatabase
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    public static async Task<SettlementDatabase> OpenAsync(
        DatabaseOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var database = string.IsNullOrWhiteSpace(options.ConnectionString)
            ? await OpenEmbeddedAsync(options, time, loggers, cancellationToken)
            : SettlementDatabase.At(options, options.ConnectionString, options.ConnectionString);
        try
        {
            await new SchemaMigrator(SchemaFile.Embedded, time, loggers.CreateLogger<SchemaMigrator>())
                .RequireCurrentAsync(database.OwnerConnectionString, cancellationToken);
            return database;
        }
        catch (Exception failed)
        {
            await database.DisposeAsync();
            if (failed is NpgsqlException)
            {
                throw new DatabaseStartException($"The database cannot be used: {failed.Message}", failed);
            }

            throw;
        }
    }

    private static async Task<SettlementDatabase> OpenEmbeddedAsync(
        DatabaseOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var dataFolder = DataFolder.PathOf(options);
        if (!Directory.Exists(dataFolder))
        {
            throw new DatabaseStartException($"There is no data folder {dataFolder}. Name the one of the host (--data FOLDER).");
        }

        var limit = TimeSpan.FromSeconds(options.StartupTimeoutSeconds);
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < limit)
        {
            // Whoever has the lock owns the server: with no host alive that is this command, which stops it when it is done.
            if (HostLock.TryTake(dataFolder) is { } hostLock)
            {
                return await StartAsync(dataFolder, hostLock, options, time, loggers, cancellationToken);
            }

            var folder = ClusterFolder.In(dataFolder);
            if (await RunningServer.WaitForPortAsync(folder, limit, time, cancellationToken) is { } port)
            {
                return SettlementDatabase.At(
                    options, ClusterConnection.ForOwner(folder, port), ClusterConnection.ForApplication(folder, port));
            }

            // A host is about to start its server, or has just stopped it.
            await Task.Delay(PollInterval, time, cancellationToken);
        }

        throw new DatabaseStartException(
            $"A host has the data folder {dataFolder}, but no server has run there for {limit.TotalSeconds:0} s.");
    }

    private static async Task<SettlementDatabase> StartAsync(
        string dataFolder,
        HostLock hostLock,
        DatabaseOptions options,
        TimeProvider time,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        if (!ClusterFolder.In(dataFolder).Exists)
        {
            hostLock.Dispose();
            throw new DatabaseStartException($"There is no database in {dataFolder} yet. Name the folder of the host (--data FOLDER).");
        }

        return SettlementDatabase.Over(
            options, await EmbeddedPostgres.StartAsync(dataFolder, hostLock, options, time, loggers, cancellationToken));
    }
}
