namespace Settlement.Engine.Leadership;

/// <summary>
/// Leases on names: at most one holder each, for a time that it must renew. Two implementations keep the same contract tests: PostgreSQL rows
/// and etcd leases. A lease alone is no licence to write, since a holder may sleep past its end: see <see cref="Fence"/>.
/// </summary>
public interface ILeases
{
    /// <summary>Takes a lease that nobody holds.</summary>
    /// <param name="above">The new token is greater than this and than every token that this lease had before.</param>
    /// <returns>Null when somebody holds it, or was quicker.</returns>
    Task<Lease?> TryAcquireAsync(string name, string holder, long above, TimeSpan timeToLive, CancellationToken cancellationToken);

    /// <summary>Extends every lease of a holder.</summary>
    /// <returns>The names that it still holds; what is missing was lost.</returns>
    Task<IReadOnlySet<string>> RenewAsync(string holder, TimeSpan timeToLive, CancellationToken cancellationToken);

    /// <summary>Gives a lease back; one that another holds by now is left alone.</summary>
    Task ReleaseAsync(Lease lease, CancellationToken cancellationToken);

    /// <summary>Takes every lease from a holder that is known to be dead.</summary>
    Task EvictAsync(string holder, CancellationToken cancellationToken);

    /// <summary>The leases that are held now, by name.</summary>
    Task<IReadOnlyList<Lease>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Completes when a lease may have changed hands, or after the time limit.</summary>
    Task WaitForChangeAsync(TimeSpan limit, CancellationToken cancellationToken);
}
