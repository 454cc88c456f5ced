using Npgsql;

namespace Settlement.Engine.Ledger;

/// <summary>Verifies on request; one at a time in a process, since each reads the whole ledger.</summary>
public sealed class LedgerVerification(NpgsqlDataSource source) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);

    /// <returns>Null when another verification is under way.</returns>
    public async Task<LedgerVerdict?> TryVerifyAsync(DateTimeOffset? asOf, CancellationToken cancellationToken)
    {
        if (!await _one.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return null;
        }

        try
        {
            return await new LedgerVerifier(source).VerifyAsync(asOf, cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
