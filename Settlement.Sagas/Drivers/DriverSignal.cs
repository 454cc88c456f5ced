using System.Collections.Concurrent;

namespace Settlement.Sagas.Drivers;

/// <summary>
/// Wakes a driver early. It is only a hint: a driver also looks by itself every so often, so a lost signal, or a change made by another
/// process, costs latency and never work.
/// </summary>
public sealed class DriverSignal : IDisposable
{
    private readonly SemaphoreSlim semaphore = new(0, 1);

    public void Raise()
    {
        try
        {
            semaphore.Release();
        }
        catch (SemaphoreFullException)
        {
            // Raised already and not yet seen: one wake-up serves both.
        }
    }

    /// <summary>Completes when raised, or after the limit.</summary>
    public Task WaitAsync(TimeSpan limit, CancellationToken cancellationToken) => semaphore.WaitAsync(limit, cancellationToken);

    public void Dispose() => semaphore.Dispose();
}

/// <summary>One signal per driver.</summary>
public sealed class DriverSignals : IDisposable
{
    public DriverSignal Planning { get; } = new();

    public DriverSignal Batches { get; } = new();

    /// <summary>Batches that somebody wants looked at now, though they wait for a later time.</summary>
    public ConcurrentQueue<string> RecalledBatches { get; } = new();

    public DriverSignal Windows { get; } = new();

    public void Dispose()
    {
        Planning.Dispose();
        Batches.Dispose();
        Windows.Dispose();
    }
}
