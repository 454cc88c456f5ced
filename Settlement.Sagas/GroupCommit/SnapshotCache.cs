using System.Collections.Concurrent;

namespace Settlement.Sagas.GroupCommit;

/// <summary>
/// Committed snapshots of sagas, so that the next message of one needs no SELECT. Two generations: when the young one holds half of the
/// capacity it becomes the old one and the old one is dropped, which bounds memory without a list to keep in order.
/// </summary>
/// <remarks>A snapshot may be stale; it never decides anything alone, see <see cref="GroupCommitSagaRepositoryContext{TSaga, TMessage}"/>.</remarks>
internal sealed class SnapshotCache<TSaga>(int capacity)
    where TSaga : class, ISettlementSaga
{
    private readonly Lock _turn = new();
    private volatile ConcurrentDictionary<Guid, TSaga> _young = new();
    private volatile ConcurrentDictionary<Guid, TSaga> _old = new();
    private int _added;

    /// <summary>The snapshot itself: shared, never to be changed.</summary>
    public TSaga? Find(Guid id) => _young.TryGetValue(id, out var saga) || _old.TryGetValue(id, out saga) ? saga : null;

    public void Remember(TSaga committed)
    {
        if (capacity == 0)
        {
            return;
        }

        _young[committed.CorrelationId] = committed;
        if (Interlocked.Increment(ref _added) < Math.Max(1, capacity / 2))
        {
            return;
        }

        lock (_turn)
        {
            if (_added >= Math.Max(1, capacity / 2))
            {
                _added = 0;
                _old = _young;
                _young = new ConcurrentDictionary<Guid, TSaga>();
            }
        }
    }

    public void Forget(Guid id)
    {
        _young.TryRemove(id, out _);
        _old.TryRemove(id, out _);
    }
}
