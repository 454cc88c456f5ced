using System.Text;
using Settlement.Engine.Etcd;

namespace Settlement.Engine.Leadership;

/// <summary>
/// Leases in etcd: a key per lease, bound to the etcd lease of its engine, so that all of an engine's keys vanish together when it does not renew.
/// A second key, which stays, holds the fencing token and grows in the transaction that takes the lease.
/// </summary>
public sealed class EtcdLeases(EtcdClient etcd, TimeProvider time) : ILeases
{
    private readonly SemaphoreSlim _granting = new(1, 1);
    private long _grant;

    public async Task<Lease?> TryAcquireAsync(string name, string holder, long above, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        var (key, fence) = (EtcdKeys.Lease(etcd.Prefix, name), EtcdKeys.Fence(etcd.Prefix, name));
        var standing = (await etcd.RangeAsync(new EtcdRange(fence), cancellationToken).ConfigureAwait(false)).Kvs?.SingleOrDefault();
        var token = Math.Max(standing is null ? 0 : EtcdKeys.ReadToken(standing.Value!), above) + 1;
        var grant = await GrantAsync(timeToLive, cancellationToken).ConfigureAwait(false);
        try
        {
            var answer = await etcd.TransactAsync(
                new EtcdTransaction(
                    [EtcdCompare.IsAbsent(key), EtcdCompare.IsAt(fence, standing?.ModRevision ?? 0)],
                    [new(RequestPut: new EtcdPut(key, EtcdKeys.Bytes(holder), grant)), new(RequestPut: new EtcdPut(fence, EtcdKeys.Token(token)))],
                    []),
                cancellationToken).ConfigureAwait(false);
            return answer.Succeeded ? new Lease(name, holder, token) : null;
        }
        catch (EtcdRefusedException gone) when (gone.Code == EtcdRefusedException.NotFound)
        {
            // The grant ran out since it was made.
            Interlocked.CompareExchange(ref _grant, 0, grant);
            return null;
        }
    }

    public async Task<IReadOnlySet<string>> RenewAsync(string holder, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        var grant = Volatile.Read(ref _grant);
        if (grant == 0 || !await etcd.KeepAliveAsync(grant, cancellationToken).ConfigureAwait(false))
        {
            Interlocked.CompareExchange(ref _grant, 0, grant);
            return new HashSet<string>(StringComparer.Ordinal);
        }

        return (await ReadAsync(cancellationToken).ConfigureAwait(false))
            .Where(lease => lease.Grant == grant && string.Equals(lease.Holder, holder, StringComparison.Ordinal))
            .Select(lease => lease.Name).ToHashSet(StringComparer.Ordinal);
    }

    public Task ReleaseAsync(Lease lease, CancellationToken cancellationToken)
    {
        var key = EtcdKeys.Lease(etcd.Prefix, lease.Name);
        return etcd.TransactAsync(
            new EtcdTransaction(
                [EtcdCompare.Holds(key, EtcdKeys.Bytes(lease.Holder)), EtcdCompare.Holds(EtcdKeys.Fence(etcd.Prefix, lease.Name), EtcdKeys.Token(lease.Token))],
                [new(RequestDeleteRange: new EtcdDelete(key))],
                []),
            cancellationToken);
    }

    public async Task EvictAsync(string holder, CancellationToken cancellationToken)
    {
        var held = await ReadAsync(cancellationToken).ConfigureAwait(false);
        foreach (var grant in held.Where(lease => string.Equals(lease.Holder, holder, StringComparison.Ordinal)).Select(lease => lease.Grant).Distinct())
        {
            await etcd.RevokeAsync(grant, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<IReadOnlyList<Lease>> ListAsync(CancellationToken cancellationToken)
    {
        var (leases, fences) = (etcd.Prefix + "leases/", etcd.Prefix + "fences/");
        var answer = await etcd.TransactAsync(
            new EtcdTransaction([], [new(RequestRange: All(leases)), new(RequestRange: All(fences))], []), cancellationToken).ConfigureAwait(false);
        var tokens = (answer.Responses![1].ResponseRange?.Kvs ?? [])
            .ToDictionary(fence => fence.Name[fences.Length..], fence => EtcdKeys.ReadToken(fence.Value!), StringComparer.Ordinal);
        return
        [
            .. (answer.Responses[0].ResponseRange?.Kvs ?? []).Select(lease => (Name: lease.Name[leases.Length..], Holder: Encoding.UTF8.GetString(lease.Value!)))
                .OrderBy(lease => lease.Name, StringComparer.Ordinal)
                .Select(lease => new Lease(lease.Name, lease.Holder, tokens.GetValueOrDefault(lease.Name))),
        ];
    }

    /// <summary>A watch: woken by the change itself, a lease that runs out included.</summary>
    public async Task WaitForChangeAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        either.CancelAfter(limit);
        try
        {
            var range = All(etcd.Prefix + "leases/");
            await foreach (var answer in etcd.WatchAsync(range.Key, range.RangeEnd!, 0, either.Token).ConfigureAwait(false))
            {
                if (answer.Events is { Count: > 0 } || answer.Canceled)
                {
                    return;
                }
            }

            // The member ended the stream: not at once again.
            await Task.Delay(limit, time, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The limit.
        }
    }

    private static EtcdRange All(string prefix) => new(EtcdKeys.Bytes(prefix), EtcdKeys.EndOf(EtcdKeys.Bytes(prefix)));

    private async Task<IReadOnlyList<(string Name, string Holder, long Grant)>> ReadAsync(CancellationToken cancellationToken)
    {
        var prefix = etcd.Prefix + "leases/";
        var answer = await etcd.RangeAsync(All(prefix), cancellationToken).ConfigureAwait(false);
        return [.. (answer.Kvs ?? []).Select(lease => (lease.Name[prefix.Length..], Encoding.UTF8.GetString(lease.Value!), lease.Lease))];
    }

    /// <summary>This engine's etcd lease, granted when it first takes something.</summary>
    private async Task<long> GrantAsync(TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        await _granting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_grant == 0)
            {
                _grant = await etcd.GrantAsync((long)Math.Ceiling(timeToLive.TotalSeconds), cancellationToken).ConfigureAwait(false);
            }

            return _grant;
        }
        finally
        {
            _granting.Release();
        }
    }
}
