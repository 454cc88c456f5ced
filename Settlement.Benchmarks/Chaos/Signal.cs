using System.Diagnostics;
using System.Globalization;

namespace Settlement.Benchmarks.Chaos;

/// <summary>POSIX signals to processes by number.</summary>
internal static class Signal
{
    public const string Kill = "KILL";
    public const string Terminate = "TERM";
    public const string Stop = "STOP";
    public const string Continue = "CONT";

    /// <summary>Sends a signal to processes; one that is gone already is passed over.</summary>
    public static async Task SendAsync(string signal, params IEnumerable<int> processes)
    {
        var start = new ProcessStartInfo("kill", ["-" + signal, .. processes.Select(id => id.ToString(CultureInfo.InvariantCulture))])
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using var kill = Process.Start(start)!;
        await kill.WaitForExitAsync();
    }

    /// <summary>A process and all that it has forked.</summary>
    public static IEnumerable<int> Family(int process)
    {
        var children = File.ReadAllText($"/proc/{process}/task/{process}/children");
        return children.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(id => int.Parse(id, CultureInfo.InvariantCulture))
            .SelectMany(Family)
            .Prepend(process);
    }
}
