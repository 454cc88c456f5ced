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
    /// <summary>The wait between tries grows to this and no further: a database that is back is noticed within it.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

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
        var pause = poll;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(() => pause = poll, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception outage) when (DatabaseOutage.Is(outage))
            {
                LogOutage(data.Current.Version, outage.Message);
            }
#pragma warning disable CA1031 // An exception that left here would stop the host, and with it what still works; health says that the database does not answer.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                LogFailed(data.Current.Version, failure);
            }

            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task FollowAsync(Action loaded, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, "listen " + ReferenceStore.Channel, cancellationToken);
        try
        {
            while (true)
            {
                await data.RefreshAsync(cancellationToken);
                loaded();
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

    [LoggerMessage(LogLevel.Error, "Reference data stays at version {Version}: it cannot be read, which is tried again")]
    private partial void LogFailed(long version, Exception failure);
}
