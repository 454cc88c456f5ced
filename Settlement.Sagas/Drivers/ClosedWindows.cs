using System.Collections.Concurrent;

namespace Settlement.Sagas.Drivers;

/// <summary>The windows whose close marker the engine has read from the intake log: what may still join a window follows from it.</summary>
public sealed class ClosedWindows
{
    private readonly ConcurrentDictionary<string, long> positions = new(StringComparer.Ordinal);

    public bool Contains(string windowId) => positions.ContainsKey(windowId);

    public void Add(string windowId, long position) => positions.TryAdd(windowId, position);
}
