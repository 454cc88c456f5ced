namespace Settlement.Engine.Reference;

/// <summary>Holds the snapshot; replaces it whole, and only by a later version.</summary>
internal sealed class ReferenceData(ReferenceStore store) : IReferenceData, IDisposable
{
    private readonly SemaphoreSlim loading = new(1);
    private volatile ReferenceSnapshot current = ReferenceSnapshot.Empty;

    public ReferenceSnapshot Current => current;

    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await loading.WaitAsync(cancellationToken);
        try
        {
            // The version is read inside the turn: one that was overtaken while it waited finds nothing left to load.
            if (await store.ReadVersionAsync(cancellationToken) > current.Version)
            {
                current = await store.LoadAsync(cancellationToken);
            }
        }
        finally
        {
            loading.Release();
        }
    }

    public void Dispose() => loading.Dispose();
}
