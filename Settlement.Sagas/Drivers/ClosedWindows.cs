using System.Collections.Concurrent;
using Settlement.Domain.Transactions;
using Settlement.Domain.Windows;
using Settlement.Engine.Intake;

namespace Settlement.Sagas.Drivers;

/// <summary>
/// The windows that are known to have a close marker in the intake log: what may still join a window follows from it. A marker is known
/// here as soon as this process has written or read it, perhaps before the engine has come to it. In a log with partitions each has a marker of
/// its own, which decides about that partition's payments alone.
/// </summary>
public sealed class ClosedWindows(IntakePartitioning? partitioning = null)
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<int, long>> windows = new(StringComparer.Ordinal);

    public bool Contains(string windowId) => windows.ContainsKey(windowId);

    /// <summary>The first marker of a partition counts.</summary>
    public void Add(string windowId, long position) =>
        windows.GetOrAdd(windowId, _ => new ConcurrentDictionary<int, long>()).TryAdd(PartitionOf(position), position);

    /// <summary>The window of a payment that stands at a position of the log: it follows from the log alone, so that a replay gives the same.</summary>
    public WindowSlot Resolve(Payment payment, long position, DateTimeOffset receivedAt) => WindowSchedule.Resolve(
        payment.Window, payment.SourceCurrency, payment.DestinationCurrency, receivedAt, id => ContainsBefore(id, position));

    /// <summary>Whether the window's close marker stands before a position of the log.</summary>
    private bool ContainsBefore(string windowId, long position) =>
        windows.TryGetValue(windowId, out var markers) && markers.TryGetValue(PartitionOf(position), out var marker) && marker < position;

    private int PartitionOf(long position) => partitioning?.PartitionOf(position) ?? 0;
}
