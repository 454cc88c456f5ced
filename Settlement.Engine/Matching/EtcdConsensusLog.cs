using Settlement.Engine.Etcd;
using Settlement.Engine.Leadership;

namespace Settlement.Engine.Matching;

/// <summary>
/// The consensus log in etcd: one transaction fixes many keys, each only if it does not exist, all only if the writer's term is the present one. A
/// value carries who wrote it, so that the record of decisions follows from the log alone (<see cref="EtcdDecisionAudit"/>).
/// </summary>
public sealed class EtcdConsensusLog(EtcdClient etcd, EngineIdentity self, TimeProvider time) : IConsensusLog
{
    /// <summary>Keys of one transaction. etcd takes 128 operations unless told otherwise, and counts those of nested transactions with their parent's.</summary>
    public const int MaxKeys = 60;

    /// <summary>Keys that are set all or none: no transaction of its own each, but a condition, of which etcd takes 128 as well; one is the fence's.</summary>
    private const int MaxTogether = 120;

    /// <summary>Tries to raise the fence in etcd; each failed one means that another engine changed it meanwhile.</summary>
    private const int MaxRaises = 8;

    public async Task<byte[]> FixAsync(string key, byte[] value, CancellationToken cancellationToken) =>
        (await FixManyAsync([new(key, value)], cancellationToken).ConfigureAwait(false))[0];

    /// <exception cref="DeposedException">The writer's term is over.</exception>
    /// <exception cref="EtcdUnavailableException">The cluster cannot be reached; each key is fixed or not, and can be fixed again.</exception>
    public async Task<IReadOnlyList<byte[]>> FixManyAsync(IReadOnlyList<KeyValuePair<string, byte[]>> values, CancellationToken cancellationToken)
    {
        var standing = new List<byte[]>(values.Count);
        foreach (var chunk in values.Chunk(MaxKeys))
        {
            standing.AddRange(await FixChunkAsync(chunk, cancellationToken).ConfigureAwait(false));
        }

        return standing;
    }

    public async Task<(byte[] Standing, byte[]? Beside)> FixAndReadAsync(string key, byte[] value, string beside, CancellationToken cancellationToken)
    {
        var answer = await CommitAsync(
            fence =>
            [
                PutIfAbsent(EtcdKeys.Decision(etcd.Prefix, key), Written(value, fence)),
                new(RequestRange: new EtcdRange(EtcdKeys.Decision(etcd.Prefix, beside))),
            ],
            cancellationToken).ConfigureAwait(false);
        return (StandingOf(value, answer.Responses![0]), answer.Responses[1].ResponseRange?.Kvs?.SingleOrDefault()?.Value is { } stored ? WrittenValue.Parse(stored).Value : null);
    }

    /// <exception cref="DeposedException">The writer's term is over.</exception>
    /// <exception cref="EtcdUnavailableException">The cluster cannot be reached; all keys are set or none, and it can be asked again.</exception>
    public async Task<bool> TryFixAllAsync(IReadOnlyList<KeyValuePair<string, byte[]>> values, CancellationToken cancellationToken)
    {
        if (values.Count > MaxTogether)
        {
            return false;
        }

        var fence = FenceScope.Current;
        var keys = values.Select(value => EtcdKeys.Decision(etcd.Prefix, value.Key)).ToList();
        var answer = await etcd.TransactAsync(
            new EtcdTransaction(
                [.. Condition(fence), .. keys.Select(EtcdCompare.IsAbsent)],
                [.. values.Select((value, i) => new EtcdOperation(RequestPut: new EtcdPut(keys[i], Written(value.Value, fence))))],
                []),
            cancellationToken).ConfigureAwait(false);

        // Which of the conditions failed it does not say; fixing them one by one does, a deposed writer included.
        return answer.Succeeded;
    }

    public async Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        // Linearizable: a read of one member alone could miss what a majority has fixed.
        var answer = await etcd.RangeAsync(new EtcdRange(EtcdKeys.Decision(etcd.Prefix, key)), cancellationToken).ConfigureAwait(false);
        return answer.Kvs?.SingleOrDefault()?.Value is { } stored ? WrittenValue.Parse(stored).Value : null;
    }

    private async Task<IEnumerable<byte[]>> FixChunkAsync(KeyValuePair<string, byte[]>[] values, CancellationToken cancellationToken)
    {
        var answer = await CommitAsync(
            fence => Array.ConvertAll(values, value => PutIfAbsent(EtcdKeys.Decision(etcd.Prefix, value.Key), Written(value.Value, fence))), cancellationToken)
            .ConfigureAwait(false);
        return values.Zip(answer.Responses!, (ours, response) => StandingOf(ours.Value, response));
    }

    /// <summary>Commits operations under the present term, which etcd may have to be told of first.</summary>
    private async Task<EtcdTransactionAnswer> CommitAsync(Func<Fence?, IReadOnlyList<EtcdOperation>> make, CancellationToken cancellationToken)
    {
        var fence = FenceScope.Current;
        var operations = make(fence);
        for (var attempt = 0; attempt < MaxRaises; attempt++)
        {
            var answer = await etcd.TransactAsync(new EtcdTransaction(Condition(fence), operations, []), cancellationToken).ConfigureAwait(false);
            if (answer.Succeeded)
            {
                return answer;
            }

            await RaiseAsync(fence!, cancellationToken).ConfigureAwait(false);
        }

        throw new EtcdUnavailableException($"the fence of {fence!.Lease} changed {MaxRaises} times in a row");
    }

    private byte[] Written(byte[] value, Fence? fence) => new WrittenValue(self.EngineId, fence, Instant.Of(time), value).ToBytes();

    private static byte[] StandingOf(byte[] ours, EtcdOperationAnswer answer) =>
        answer.ResponseTxn!.Succeeded ? ours : WrittenValue.Parse(answer.ResponseTxn.Responses![0].ResponseRange!.Kvs![0].Value!).Value;

    private IReadOnlyList<EtcdCompare> Condition(Fence? fence) =>
        fence is null ? [] : [EtcdCompare.Holds(EtcdKeys.Fence(etcd.Prefix, fence.Lease), EtcdKeys.Token(fence.Token))];

    /// <summary>
    /// Brings etcd's copy of the fence up to this term, where PostgreSQL keeps the leases: the first write of a term does it. Where etcd keeps them
    /// the copy is there already, and only a deposed engine comes here.
    /// </summary>
    private async Task RaiseAsync(Fence fence, CancellationToken cancellationToken)
    {
        var key = EtcdKeys.Fence(etcd.Prefix, fence.Lease);
        var standing = (await etcd.RangeAsync(new EtcdRange(key), cancellationToken).ConfigureAwait(false)).Kvs?.SingleOrDefault();
        if (standing is not null && EtcdKeys.ReadToken(standing.Value!) > fence.Token)
        {
            throw new DeposedException(fence);
        }

        await etcd.TransactAsync(
            new EtcdTransaction([EtcdCompare.IsAt(key, standing?.ModRevision ?? 0)], [new(RequestPut: new EtcdPut(key, EtcdKeys.Token(fence.Token)))], []),
            cancellationToken).ConfigureAwait(false);
    }

    private static EtcdOperation PutIfAbsent(byte[] key, byte[] value) => new(RequestTxn: new EtcdTransaction(
        [EtcdCompare.IsAbsent(key)], [new(RequestPut: new EtcdPut(key, value))], [new(RequestRange: new EtcdRange(key))]));
}
