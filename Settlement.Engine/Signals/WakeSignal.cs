namespace Settlement.Engine.Signals;

/// <summary>
/// Wakes a loop early. It is only a hint: whoever waits also looks by itself every so often, so a lost signal, or a change made by another
/// process, costs latency and never work.
/// </summary>
public sealed class WakeSignal : IDisposable
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
