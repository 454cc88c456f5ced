namespace Settlement.Engine.Signals;

/// <summary>
/// Wakes a loop early. It is only a hint: whoever waits also looks by itself every so often, so a lost signal, or a change made by another
/// process, costs latency and never work.
/// </summary>
public sealed class WakeSignal : IDisposable
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

    /// <summary>Completes when raised, or after the limit. One loop waits for a signal.</summary>
    public async Task WaitAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        if (await semaphore.WaitAsync(limit, cancellationToken))
        {
            // Before the caller looks for work: what is raised from here on wakes it again. An exchange, so that the look cannot come first.
            Interlocked.Exchange(ref raised, 0);
        }
    }

    public void Dispose() => semaphore.Dispose();
}
