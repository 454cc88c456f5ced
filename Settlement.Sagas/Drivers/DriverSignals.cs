using System.Collections.Concurrent;
using Settlement.Engine.Signals;

namespace Settlement.Sagas.Drivers;

/// <summary>One signal per driver.</summary>
public sealed class DriverSignals : IDisposable
{
    public WakeSignal Planning { get; } = new();

    public WakeSignal Batches { get; } = new();

    /// <summary>Batches that somebody wants looked at now, though they wait for a later time.</summary>
    public ConcurrentQueue<string> RecalledBatches { get; } = new();

    public WakeSignal Windows { get; } = new();

    public void Dispose()
    {
        Planning.Dispose();
        Batches.Dispose();
        Windows.Dispose();
    }
}
