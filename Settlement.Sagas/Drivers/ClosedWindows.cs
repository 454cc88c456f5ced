using System.Collections.Concurrent;

namespace Settlement.Sagas.Drivers;

/// <summary>
/// The windows that are known to have a close marker in the intake log: what may still join a window follows from it. A marker is known
/// here as soon as this process has written or read it, perhaps before the engine has come to it.
/// </summary>
public sealed class ClosedWindows
{
    private readonly ConcurrentDictionary<string, long> positions = new(StringComparer.Ordinal);

    public bool Contains(string windowId) => positions.ContainsKey(windowId);

    /// <summary>Whether the window's close marker stands before a position of the log: what decides about the payment at that position.</summary>
    public bool ContainsBefore(string windowId, long position) => positions.TryGetValue(windowId, out var marker) && marker < position;

    public void Add(string windowId, long position) => positions.TryAdd(windowId, position);
}
