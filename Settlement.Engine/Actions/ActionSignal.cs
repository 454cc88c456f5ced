namespace Settlement.Engine.Actions;

/// <summary>Wakes the runner early. A hint: it looks by itself every so often.</summary>
public sealed class ActionSignal : IDisposable
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

    public Task WaitAsync(TimeSpan limit, CancellationToken cancellationToken) => semaphore.WaitAsync(limit, cancellationToken);

    public void Dispose() => semaphore.Dispose();
}
