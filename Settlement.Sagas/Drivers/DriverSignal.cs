using System.Collections.Concurrent;

namespace Settlement.Sagas.Drivers;

/// <summary>
/// Wakes a driver early. It is only a hint: a driver also looks by itself every so often, so a lost signal, or a change made by another
/// process, costs latency and never work.
/// </summary>
public sealed class DriverSignal : IDisposable
{
    private readonly SemaphoreSlim semaphore = new(0);
    private int raised;

    /// <summary>Called for every payment, so it costs next to nothing while the last one was not seen yet: one wake-up serves both.</summary>
    public void Raise()
    {
        if (Interlocked.Exchange(ref raised, 1) == 0)
        {
            semaphore.Release();
        }
    }

    /// <summary>Completes when raised, or after the limit.</summary>
    public async Task WaitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        if (await semaphore.WaitAsync(limit, cancellationToken))
        {
            // Before the caller looks for work: what is raised from here on wakes it again.
            Volatile.Write(ref raised, 0);
        }
    }

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
