using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Settlement.Engine.Database;

/// <summary>One cluster on disk and the commands on it: initialise, start, stop. It neither locks nor decides who may do so.</summary>
internal sealed partial class PostgresCluster(
    ClusterFolder folder, PostgresBinaries binaries, ServiceAccount account, DatabaseOptions options, TimeProvider time, ILogger logger)
{
    public const string Owner = "settlement_owner";
    public const string Database = "settlement";

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    public ClusterFolder Folder => folder;

    public int Port { get; private set; }

    private TimeSpan StartupTimeout => TimeSpan.FromSeconds(options.StartupTimeoutSeconds);

    /// <summary>Whether a server works on this folder now, whoever started it.</summary>
    public bool IsRunning => PostmasterFile.Read(folder)?.IsAlive(folder) ?? false;

    /// <summary>Chooses the account and the installation for the cluster of a data folder, which may not exist yet.</summary>
    public static async Task<PostgresCluster> PrepareAsync(
        string dataFolder, DatabaseOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var folder = ClusterFolder.In(dataFolder);
        var account = await ServiceAccount.ForAsync(folder, cancellationToken);
        var package = new PostgresPackage(Path.GetFullPath(options.CacheFolder), loggers.CreateLogger<PostgresPackage>());
        var binaries = await PostgresBinaries.FindAsync(options, folder, account, package, cancellationToken);
        return new PostgresCluster(folder, binaries, account, options, time, loggers.CreateLogger<PostgresCluster>());
    }

    /// <summary>Connection of the cluster's owner. Valid once the server runs; the port may change with each start.</summary>
    public NpgsqlConnectionStringBuilder OwnerConnection(string database = Database) => new()
    {
        Host = IPAddress.Loopback.ToString(),
        Port = Port,
        Database = database,
        Username = Owner,
        Password = folder.OwnerPassword,
        Timeout = 5,
    };

    /// <summary>The same for one use, so that no idle session lingers.</summary>
    public string UnpooledOwnerConnection(string database) =>
        new NpgsqlConnectionStringBuilder(OwnerConnection(database).ConnectionString) { Pooling = false }.ConnectionString;

    /// <summary>Makes the cluster if there is none. Built under another name, so that one killed half-way leaves only litter.</summary>
    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        if (folder.Exists)
        {
            return;
        }

        if (Directory.Exists(folder.Root))
        {
            throw new DatabaseStartException($"{folder.Root} exists but holds no cluster. Move it away, or choose another data folder (--data FOLDER).");
        }

        var building = new ClusterFolder(folder.Root + ".new");
        if (Directory.Exists(building.Root))
        {
            Directory.Delete(building.Root, recursive: true);
        }

        Initializing(folder.Root, binaries.MajorVersion, account.Name);
        Directory.CreateDirectory(building.Log);
        ClusterFolder.WriteSecret(building.OwnerPasswordFile);
        ClusterFolder.WriteSecret(building.ApplicationPasswordFile);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(building.Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        await account.OwnAsync(building.Root, cancellationToken);
        await account.RequireReachableAsync(building.Root, "the data folder", cancellationToken);
        var result = await account.RunAsync(binaries.InitDb, InitArguments(building), building.Root, cancellationToken);
        if (!result.Succeeded)
        {
            throw new DatabaseStartException($"initdb could not make a cluster in {building.Root}: {result.Output}");
        }

        await File.WriteAllTextAsync(Path.Combine(building.Data, "pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n", cancellationToken);
        await File.AppendAllTextAsync(Path.Combine(building.Data, "postgresql.conf"), "\ninclude_if_exists = '../settlement.conf'\n", cancellationToken);
        Directory.Move(building.Root, folder.Root);
    }

    /// <summary>Starts the server in a session of its own (a terminal's Ctrl-C reaches the host alone) and waits until it accepts connections.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await account.RequireReachableAsync(folder.Root, "the data folder", cancellationToken);
        var started = time.GetTimestamp();
        CommandResult result;
        do
        {
            DiscardStalePostmasterFile();
            Port = ChoosePort();
            WriteSettings();
            result = await account.RunAsync(binaries.Control, StartArguments, folder.Root, cancellationToken);
            if (result.Succeeded)
            {
                folder.RememberPort(Port);
                Started(binaries.MajorVersion, Port, time.GetElapsedTime(started).TotalMilliseconds);
                return;
            }

            // The last sessions of a server that was killed still hold its memory; they end by themselves as soon as they notice.
            if (IsPortFree(Port) && !StartLogTail().Contains("shared memory block", StringComparison.Ordinal))
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
        if (!IsRunning)
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

        Stopped(time.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>
    /// Waits for a server that somebody else started: true once it accepts connections, false when it is gone. One that is still
    /// recovering or shutting down is waited for.
    /// </summary>
    public async Task<bool> WaitForRunningAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            if (PostmasterFile.Read(folder) is not { } postmaster || !postmaster.IsAlive(folder))
            {
                return false;
            }

            Port = postmaster.Port;
            if (await TryConnectAsync(cancellationToken) is not { } refusal)
            {
                return true;
            }

            if (time.GetElapsedTime(started) > StartupTimeout)
            {
                throw new DatabaseStartException(
                    $"A PostgreSQL (process {postmaster.ProcessId}) runs on {folder.Data} but does not accept connections: {refusal.Message}", refusal);
            }

            await Task.Delay(PollInterval, time, cancellationToken);
        }
    }

    private async Task<Exception?> TryConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(UnpooledOwnerConnection("postgres"));
            await connection.OpenAsync(cancellationToken);
            return null;
        }
        catch (Exception refused) when (DatabaseOutage.Is(refused))
        {
            return refused;
        }
    }

    private Task<CommandResult> ControlStopAsync(string mode, CancellationToken cancellationToken) => account.RunAsync(
        binaries.Control,
        ["stop", "-D", folder.Data, "-m", mode, "-w", "-t", options.StopTimeoutSeconds.ToString(CultureInfo.InvariantCulture)],
        folder.Root,
        cancellationToken);

    private static string[] InitArguments(ClusterFolder building) =>
    [
        "-D", building.Data, "-U", Owner, "--pwfile", building.OwnerPasswordFile, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C",
        "--data-checksums", "--no-instructions",
    ];

    private string[] StartArguments =>
    [
        "start", "-D", folder.Data, "-l", folder.StartLog, "-w", "-t", options.StartupTimeoutSeconds.ToString(CultureInfo.InvariantCulture), "-s",
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
        // Started again: the connection strings that were handed out name this port.
        if (Port != 0)
        {
            return Port;
        }

        if (options.Port != 0)
        {
            return IsPortFree(options.Port)
                ? options.Port
                : throw new DatabaseStartException($"Port {options.Port} (Database:Port) is in use. Choose another, or 0 for any free one.");
        }

        if (folder.RememberedPort is { } remembered && IsPortFree(remembered))
        {
            return remembered;
        }

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool IsPortFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void WriteSettings()
    {
        File.WriteAllText(folder.SettingsFile, ClusterSettings.Write(options.Settings, Port));
        if (!OperatingSystem.IsWindows())
        {
            // Whatever the host's umask: the server's user must read it. It holds no secret.
            File.SetUnixFileMode(folder.SettingsFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        }
    }

    private string StartLogTail() => File.Exists(folder.StartLog) ? string.Join('\n', File.ReadLines(folder.StartLog).TakeLast(20)) : "";

    [LoggerMessage(LogLevel.Information, "Making a PostgreSQL {Version} cluster in {Folder}, owned by {User}")]
    private partial void Initializing(string folder, int version, string user);

    [LoggerMessage(LogLevel.Information, "PostgreSQL {Version} accepts connections on port {Port} after {Milliseconds:0} ms")]
    private partial void Started(int version, int port, double milliseconds);

    [LoggerMessage(LogLevel.Information, "PostgreSQL stopped in {Milliseconds:0} ms")]
    private partial void Stopped(double milliseconds);

    [LoggerMessage(LogLevel.Warning, "PostgreSQL did not stop in {Seconds} s and is ended at once: {Output}")]
    private partial void StopIsSlow(int seconds, string output);

    [LoggerMessage(LogLevel.Warning, "postmaster.pid names process {ProcessId}, which is no PostgreSQL of this folder: a server was killed here. It will recover")]
    private partial void StalePostmasterFile(int processId);
}
