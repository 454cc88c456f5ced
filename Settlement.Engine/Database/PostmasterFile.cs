using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Settlement.Engine.Database;

/// <summary>
/// What a server writes into its data folder as <c>postmaster.pid</c>: its process on line 1, its port on line 4. The file outlives a
/// server that was killed, and its number may by then be another process's; so it is believed only after a look at that process.
/// </summary>
internal sealed record PostmasterFile(int ProcessId, int Port)
{
    public static string PathIn(ClusterFolder cluster) => Path.Combine(cluster.Data, "postmaster.pid");

    /// <summary>The file's content; null: no file, or not yet written out.</summary>
    public static PostmasterFile? Read(ClusterFolder cluster)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(PathIn(cluster));
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        return lines.Length >= 4
            && int.TryParse(lines[0], CultureInfo.InvariantCulture, out var process)
            && int.TryParse(lines[3], CultureInfo.InvariantCulture, out var port)
            ? new PostmasterFile(process, port)
            : null;
    }

    /// <summary>The file's content if its process is the cluster's living server, else null.</summary>
    public static PostmasterFile? ReadAlive(ClusterFolder cluster) =>
        Read(cluster) is { } postmaster && postmaster.IsAlive(cluster) ? postmaster : null;

    /// <summary>Whether the process lives and is a PostgreSQL that works in this cluster's folder.</summary>
    public bool IsAlive(ClusterFolder cluster)
    {
        try
        {
            return OperatingSystem.IsLinux() ? IsAliveOnLinux(cluster) : IsPostgres();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return false;
        }
        catch (IOException)
        {
            // It ended while it was looked at; or the host is out of file handles, and must not take a living server for dead.
            return Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{ProcessId}"));
        }
        catch (UnauthorizedAccessException)
        {
            // A process that may not be looked at is another user's, and a cluster's server runs as the host or as whom the host chose.
            return false;
        }
    }

    private bool IsPostgres()
    {
        using var process = Process.GetProcessById(ProcessId);
        return !process.HasExited && process.ProcessName.StartsWith("postgres", StringComparison.Ordinal);
    }

    /// <summary>
    /// The command that started it names the folder. (Its working folder would too, but a root host in a container may not look at that
    /// of another user's process.) A dead process that nobody has collected yet has no command.
    /// </summary>
    private bool IsAliveOnLinux(ClusterFolder cluster)
    {
        var command = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{ProcessId}/cmdline")).Split('\0');
        var folder = Array.IndexOf(command, "-D") + 1;
        return Path.GetFileName(command[0]) == "postgres"
            && folder > 0 && folder < command.Length
            && RealPath(command[folder]) == RealPath(cluster.Data);
    }

    /// <summary>The path without symbolic links.</summary>
    private static string RealPath(string path)
    {
        var real = Path.GetPathRoot(path)!;
        foreach (var part in path[real.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            real = new DirectoryInfo(real).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? real;
        }

        return real;
    }
}
