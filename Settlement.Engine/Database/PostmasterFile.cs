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

    /// <summary>Whether the process lives and is a PostgreSQL that works in this cluster's folder.</summary>
    public bool IsAlive(ClusterFolder cluster)
    {
        try
        {
            using var process = Process.GetProcessById(ProcessId);
            if (process.HasExited || !process.ProcessName.StartsWith("postgres", StringComparison.Ordinal))
            {
                return false;
            }

            // Where the system tells it: a server's working folder is its data folder.
            var folder = $"/proc/{ProcessId}/cwd";
            return !OperatingSystem.IsLinux()
                || new FileInfo(folder).ResolveLinkTarget(returnFinalTarget: false) is not { } working
                || working.FullName == RealPath(cluster.Data);
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return false;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            // A process whose folder may not be read is another user's; PostgreSQL's own check decides when it starts.
            return true;
        }
    }

    /// <summary>The path without symbolic links, as the kernel reports it.</summary>
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
