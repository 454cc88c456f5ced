using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Settlement.Engine.Database;

namespace Settlement.Engine.Reference;

/// <summary>
/// Loads the reference data before the host serves, and again whenever a host changed it: told by a notification, and found by reading
/// the version in between, for a notification can be lost with its connection. While the database is away the last snapshot stands.
/// </summary>
internal sealed partial class ReferenceRefresher(
    NpgsqlDataSource database,
    IReferenceData data,
    ReferenceChanges changes,
    IOptions<ReferenceOptions> options,
    TimeProvider time,
    ILogger<ReferenceRefresher> logger) : BackgroundService
{
    private readonly TimeSpan poll = TimeSpan.FromMilliseconds(options.Value.PollMilliseconds);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Seed == ReferenceSeed.Demo && await DemoCommunity.SeedAsync(changes, cancellationToken))
        {
            LogSeeded(DemoCommunity.Participants.Count);
        }

        await data.RefreshAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception outage) when (DatabaseOutage.Is(outage))
            {
                LogOutage(data.Current.Version, outage.Message);
                await Task.Delay(poll, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, "listen " + ReferenceStore.Channel, cancellationToken);
        try
        {
            while (true)
            {
                await data.RefreshAsync(cancellationToken);
                await connection.WaitAsync(poll, cancellationToken);
            }
        }
        finally
        {
            // The pool hands the connection on as it is; a broken one it throws away.
            if (connection.FullState == System.Data.ConnectionState.Open)
            {
                await ExecuteAsync(connection, "unlisten " + ReferenceStore.Channel, CancellationToken.None);
            }
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "Filled the empty database with the demo community of {Participants} participants")]
    private partial void LogSeeded(int participants);

    [LoggerMessage(LogLevel.Warning, "Reference data stays at version {Version} while the database is away: {Reason}")]
    private partial void LogOutage(long version, string reason);
}
