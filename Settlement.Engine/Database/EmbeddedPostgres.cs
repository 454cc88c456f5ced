using Microsoft.Extensions.Logging;
using Npgsql;

namespace Settlement.Engine.Database;

/// <summary>
/// The host's own PostgreSQL: found or fetched, initialised once, started, watched, and stopped with the host. A server that a killed host
/// left running is taken over; one that is killed under a living host is started again.
/// </summary>
public sealed partial class EmbeddedPostgres : IAsyncDisposable
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestRestartDelay = TimeSpan.FromSeconds(5);

    private readonly PostgresCluster _cluster;
    private readonly HostLock _lock;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _control = new(1);
    private readonly CancellationTokenSource _disposing = new();
    private Task _watch = Task.CompletedTask;
    private bool _wanted = true;

    private EmbeddedPostgres(PostgresCluster cluster, HostLock hostLock, TimeProvider time, ILogger logger)
    {
        _cluster = cluster;
        _lock = hostLock;
        _time = time;
        _logger = logger;
    }

    /// <summary>Connection of the role that owns everything; for the schema and for maintenance.</summary>
    public string OwnerConnectionString => ClusterConnection.ForOwner(_cluster.Folder, _cluster.Port);

    /// <summary>Connection of the application's role, which may neither alter tables nor touch what is append-only.</summary>
    public string ConnectionString => ClusterConnection.ForApplication(_cluster.Folder, _cluster.Port);

    /// <summary>Process of the server now running; null: none.</summary>
    public int? ProcessId => PostmasterFile.ReadAlive(_cluster.Folder)?.ProcessId;

    /// <summary>Takes the data folder, and returns once its server accepts connections and has the database and both roles.</summary>
    /// <exception cref="DatabaseStartException">Another host has the folder, PostgreSQL is missing, or it does not start.</exception>
    public static Task<EmbeddedPostgres> StartAsync(
        DatabaseOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(loggers);
        var dataFolder = DataFolder.Prepare(options);
        return StartAsync(dataFolder, HostLock.Take(dataFolder), options, time, loggers, cancellationToken);
    }

    /// <summary>The same with the folder's lock in hand, which this now owns, failure included.</summary>
    internal static async Task<EmbeddedPostgres> StartAsync(
        string dataFolder,
        HostLock hostLock,
        DatabaseOptions options,
        TimeProvider time,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        EmbeddedPostgres? embedded = null;
        try
        {
            var cluster = await PostgresCluster.PrepareAsync(dataFolder, options, time, loggers, cancellationToken);
            embedded = new EmbeddedPostgres(cluster, hostLock, time, loggers.CreateLogger<EmbeddedPostgres>());
            await cluster.CreateAsync(cancellationToken);
            await embedded.StartOrTakeOverAsync(cancellationToken);
            await ApplicationRole.CreateEmbeddedAsync(cluster.Folder, cluster.Port, cancellationToken);
            embedded._watch = embedded.WatchAsync(embedded._disposing.Token);
            return embedded;
        }
        catch
        {
            if (embedded is null)
            {
                hostLock.Dispose();
            }
            else
            {
                await embedded.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>Stops the server and leaves it stopped; for maintenance and for tests of an outage.</summary>
    public async Task StopServerAsync(CancellationToken cancellationToken = default)
    {
        await _control.WaitAsync(cancellationToken);
        try
        {
            _wanted = false;
            await _cluster.StopAsync(cancellationToken);
        }
        finally
        {
            _control.Release();
        }
    }

    /// <summary>Starts the server after <see cref="StopServerAsync"/>, on the same port.</summary>
    public async Task StartServerAsync(CancellationToken cancellationToken = default)
    {
        await _control.WaitAsync(cancellationToken);
        try
        {
            _wanted = true;
            await StartOrTakeOverAsync(cancellationToken);
        }
        finally
        {
            _control.Release();
        }
    }

    /// <summary>Stops the server, then gives the folder free. To be called after everything that uses the database has stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposing.IsCancellationRequested)
        {
            return;
        }

        await _disposing.CancelAsync();
        try
        {
            await _watch;
        }
        finally
        {
            await StopAndReleaseAsync();
        }
    }

    private async Task StopAndReleaseAsync()
    {
        try
        {
            await _cluster.StopAsync(CancellationToken.None);
        }
        finally
        {
            _lock.Dispose();
            _disposing.Dispose();
            _control.Dispose();
        }
    }

    private async Task StartOrTakeOverAsync(CancellationToken cancellationToken)
    {
        if (!await _cluster.FindRunningAsync(cancellationToken))
        {
            await _cluster.StartAsync(cancellationToken);
            return;
        }

        // What the killed host had in flight must not commit after this host has begun to read where things stand.
        var ended = await RunningServer.EndSessionsAsync(_cluster.Folder, _cluster.Port, cancellationToken);
        TakenOver(_cluster.Folder.Data, _cluster.Port, ended);
    }

    /// <summary>
    /// A server that was killed leaves its postmaster.pid behind: it is started again, for as long as the host lives. One that
    /// was stopped cleanly removes it: somebody meant it, and it is left alone until it is back.
    /// </summary>
    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        var delay = WatchInterval;
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!await _control.WaitAsync(0, CancellationToken.None))
            {
                continue;
            }

            try
            {
                delay = WatchInterval;
                if (_wanted && PostmasterFile.Read(_cluster.Folder) is { } postmaster && !postmaster.IsAlive(_cluster.Folder))
                {
                    Died(postmaster.ProcessId);
                    await StartOrTakeOverAsync(cancellationToken);
                }
            }
            catch (Exception failed)
                when (failed is DatabaseStartException or NpgsqlException or IOException or UnauthorizedAccessException)
            {
                delay = LongestRestartDelay;
                RestartFailed(failed, delay.TotalSeconds);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            finally
            {
                _control.Release();
            }
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "A PostgreSQL that a killed host left running on {Folder} (port {Port}) is taken over; {Sessions} of its sessions were ended")]
    private partial void TakenOver(string folder, int port, long sessions);

    [LoggerMessage(LogLevel.Error, "PostgreSQL (process {ProcessId}) died. It is started again")]
    private partial void Died(int processId);

    [LoggerMessage(LogLevel.Error, "PostgreSQL could not be started again; next attempt in {Seconds} s")]
    private partial void RestartFailed(Exception failure, double seconds);
}
