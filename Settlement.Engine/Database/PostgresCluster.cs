using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Settlement.Engine.Database;

/// <summary>One cluster on disk and the commands on it: initialise, start, stop. It neither locks nor decides who may do so.</summary>
internal sealed partial class PostgresCluster(
    ClusterFolder folder, PostgresBinaries binaries, ServiceAccount account, DatabaseOptions options, TimeProvider time, ILogger logger)
{
    private const int ExitPolls = 200;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(25);

    public ClusterFolder Folder => folder;

    /// <summary>Port of the server; 0 before the first start. Once known it stays, since connection strings name it.</summary>
    public int Port { get; private set; }

    /// <summary>Whether a server works on this folder now, whoever started it.</summary>
    public bool IsRunning => PostmasterFile.ReadAlive(folder) is not null;

    private TimeSpan StartupTimeout => TimeSpan.FromSeconds(options.StartupTimeoutSeconds);

    /// <summary>Chooses place, account and installation for the cluster of a data folder, which may not exist yet.</summary>
    public static async Task<PostgresCluster> PrepareAsync(
        string dataFolder, DatabaseOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var (folder, account) = await ClusterLocation.FindAsync(
            dataFolder, options, loggers.CreateLogger<ClusterFolder>(), cancellationToken);
        var cache = await ClusterLocation.FindCacheAsync(account, options, cancellationToken);
        var package = new PostgresPackage(cache, loggers.CreateLogger<PostgresPackage>());
        var binaries = await PostgresBinaries.FindAsync(options, folder, account, package, cancellationToken);
        return new PostgresCluster(folder, binaries, account, options, time, loggers.CreateLogger<PostgresCluster>());
    }

    /// <summary>Makes the cluster on the first start; nothing to do on any later one.</summary>
    public Task CreateAsync(CancellationToken cancellationToken) =>
        new ClusterCreation(folder, binaries, account, logger).CreateAsync(cancellationToken);

    /// <summary>Takes note of a server that somebody else started: true once it accepts connections, false when there is none.</summary>
    public async Task<bool> FindRunningAsync(CancellationToken cancellationToken)
    {
        if (await RunningServer.WaitForPortAsync(folder, StartupTimeout, time, cancellationToken) is not { } port)
        {
            return false;
        }

        Port = port;
        return true;
    }

    /// <summary>
    /// Starts the server and waits until it accepts connections. pg_ctl gives it a session of its own: a terminal's Ctrl-C reaches the
    /// host alone, which stops the server when everything else has stopped.
    /// </summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await account.RequireReachableAsync(folder.Root, cancellationToken);
        var started = time.GetTimestamp();
        var known = Port;
        CommandResult result;
        do
        {
            DiscardStalePostmasterFile();
            Port = known != 0 ? known : ChoosePort();
            WriteSettings();
            result = await account.RunAsync(binaries.Control, StartArguments, folder.Root, cancellationToken);
            if (result.Succeeded)
            {
                folder.RememberPort(Port);
                Started(binaries.MajorVersion, Port, time.GetElapsedTime(started).TotalMilliseconds);
                return;
            }

            // The last sessions of a server that was killed still hold its memory; they end by themselves as soon as they notice.
            if (LoopbackPort.IsFree(Port) && !StartLogTail().Contains("shared memory block", StringComparison.Ordinal))
            {
                break;
            }

            await Task.Delay(PollInterval, time, cancellationToken);
        }
        while (time.GetElapsedTime(started) < StartupTimeout);

        throw new DatabaseStartException(
            $"PostgreSQL did not start on {folder.Data}: {result.Output}\n{StartLogTail()}\nIts log is in {folder.Log}.");
    }

    /// <summary>
    /// Stops the server: sessions are ended and rolled back, everything committed is checkpointed. If that takes too long it is ended at
    /// once, and the next start recovers from the log.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (PostmasterFile.ReadAlive(folder) is not { } postmaster)
        {
            return;
        }

        var started = time.GetTimestamp();
        var result = await ControlStopAsync("fast", cancellationToken);
        if (!result.Succeeded && IsRunning)
        {
            StopIsSlow(options.StopTimeoutSeconds, result.Output);
            result = await ControlStopAsync("immediate", cancellationToken);
        }

        if (IsRunning)
        {
            throw new DatabaseStartException($"PostgreSQL on {folder.Data} could not be stopped: {result.Output}");
        }

        // It removes its file a moment before it ends.
        for (var poll = 0; poll < ExitPolls && postmaster.IsAlive(folder); poll++)
        {
            await Task.Delay(PollInterval, time, cancellationToken);
        }

        Stopped(time.GetElapsedTime(started).TotalMilliseconds);
    }

    private Task<CommandResult> ControlStopAsync(string mode, CancellationToken cancellationToken) => account.RunAsync(
        binaries.Control,
        ["stop", "-D", folder.Data, "-m", mode, "-w", "-t", options.StopTimeoutSeconds.ToString(CultureInfo.InvariantCulture)],
        folder.Root,
        cancellationToken);

    private string[] StartArguments =>
    [
        "start", "-D", folder.Data, "-l", folder.StartLog, "-s",
        "-w", "-t", options.StartupTimeoutSeconds.ToString(CultureInfo.InvariantCulture),
    ];

    /// <summary>
    /// After a crash the number in the file may belong to any process, and PostgreSQL would refuse to start if it is one of its own
    /// user's. Removing the file is safe: the sessions of a dead server still hold a memory block that a new server looks for.
    /// </summary>
    private void DiscardStalePostmasterFile()
    {
        if (PostmasterFile.Read(folder) is { } stale && !stale.IsAlive(folder))
        {
            StalePostmasterFile(stale.ProcessId);
            File.Delete(PostmasterFile.PathIn(folder));
        }

        File.Delete(folder.StartLog);
    }

    private int ChoosePort()
    {
        if (options.Port != 0)
        {
            return LoopbackPort.IsFree(options.Port)
                ? options.Port
                : throw new DatabaseStartException(
                    $"Port {options.Port} (Database:Port) is in use. Choose another, or 0 for any free one.");
        }

        if (folder.RememberedPort is { } remembered && LoopbackPort.IsFree(remembered))
        {
            return remembered;
        }

        return LoopbackPort.FindFree();
    }

    private void WriteSettings()
    {
        File.WriteAllText(folder.SettingsFile, ClusterSettings.Write(options.Settings, Port));
        if (!OperatingSystem.IsWindows())
        {
            // Whatever the host's umask: the server's user must read it. It holds no secret.
            File.SetUnixFileMode(
                folder.SettingsFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }
    }

    private string StartLogTail() => File.Exists(folder.StartLog) ? string.Join('\n', File.ReadLines(folder.StartLog).TakeLast(20)) : "";

    [LoggerMessage(LogLevel.Information, "PostgreSQL {Version} accepts connections on port {Port} after {Milliseconds:0} ms")]
    private partial void Started(int version, int port, double milliseconds);

    [LoggerMessage(LogLevel.Information, "PostgreSQL stopped in {Milliseconds:0} ms")]
    private partial void Stopped(double milliseconds);

    [LoggerMessage(LogLevel.Warning, "PostgreSQL did not stop in {Seconds} s and is ended at once: {Output}")]
    private partial void StopIsSlow(int seconds, string output);

    [LoggerMessage(
        LogLevel.Warning,
        "postmaster.pid names process {ProcessId}, which is no PostgreSQL of this folder: a server was killed here. It will recover")]
    private partial void StalePostmasterFile(int processId);
}
