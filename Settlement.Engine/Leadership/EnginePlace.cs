using System.Globalization;

namespace Settlement.Engine.Leadership;

/// <summary>
/// Where an engine's process is: boot and process-id namespace of its kernel, its number there, and when that number's process began. An engine in the
/// same place can see at once that the process is gone, where others must wait for its leases to run out.
/// </summary>
public sealed record EnginePlace(string Place, int ProcessId, long ProcessStarted)
{
    private const string BootFile = "/proc/sys/kernel/random/boot_id";

    public static EnginePlace Present { get; } = new(PlaceOfThis(), Environment.ProcessId, StartOf(Environment.ProcessId) ?? 0);

    /// <summary>Whether the process is known not to run any more. False where it cannot be known.</summary>
    public bool IsGone() => Place.Length > 0 && string.Equals(Place, Present.Place, StringComparison.Ordinal) && StartOf(ProcessId) != ProcessStarted;

    private static string PlaceOfThis() =>
        File.Exists(BootFile) && new FileInfo("/proc/self/ns/pid").LinkTarget is { } processes
            ? $"{File.ReadAllText(BootFile).Trim()} {processes}"
            : "";

    /// <summary>Clock ticks after the boot; null: there is no such process, or it has ended and only its exit code is left.</summary>
    private static long? StartOf(int processId)
    {
        try
        {
            // The name in parentheses may hold anything, spaces too; the state and 18 fields more follow it.
            var status = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
            var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] is "Z" or "X" ? null : long.Parse(fields[19], CultureInfo.InvariantCulture);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
