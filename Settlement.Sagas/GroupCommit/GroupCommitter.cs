using System.Threading.Channels;

namespace Settlement.Sagas.GroupCommit;

/// <summary>
/// Gathers the loads and the changes of concurrent messages. Batches form by themselves: what arrived while the last one was under way goes
/// together next, so a lone message waits for nobody and a thousand share one commit.
/// </summary>
/// <remarks>
/// Each writer has a thread of its own, on which the messages of its commit also go on, one after the other. A thousand of them handed to the thread pool
/// at once would stand before every request that comes meanwhile, and would each cost a hand-over. What goes on may not block: it sends the next
/// message or leaves the thread, as <see cref="SagaDispatcher"/> does before it returns to a caller.
/// </remarks>
internal sealed class GroupCommitter<TSaga> : IAsyncDisposable
    where TSaga : class, ISettlementSaga, new()
{
    private readonly SagaStore<TSaga> _store;
    private readonly SnapshotCache<TSaga> _cache;
    private readonly int _maxBatch;
    private readonly Action<string, long> _committed;
    private readonly Channel<SagaLoad<TSaga>> _loads;
    private readonly Channel<SagaWrite<TSaga>> _writes;
    private readonly Task[] _loops;
    private long _loaded;
    private long _loadBatches;
    private long _cacheHits;
    private long _written;
    private long _commits;
    private long _conflicts;
    private long _bisections;

    /// <param name="committed">Told after each commit how many sagas have reached which other state.</param>
    public GroupCommitter(SagaStore<TSaga> store, GroupCommitOptions options, Action<string, long> committed)
    {
        _store = store;
        _cache = new SnapshotCache<TSaga>(options.CacheSize);
        _maxBatch = options.MaxBatch;
        _committed = committed;
        _loads = Channel.CreateBounded<SagaLoad<TSaga>>(new BoundedChannelOptions(options.QueueLimit) { SingleReader = true });
        _writes = Channel.CreateBounded<SagaWrite<TSaga>>(new BoundedChannelOptions(options.QueueLimit));
        _loops = 
        [
            Task.Run(LoadLoopAsync),
            .. Enumerable.Range(0, options.Writers).Select(_ => Task.Factory.StartNew(
                WriteLoop, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default)),
        ];
    }

    public GroupCommitStatistics Statistics => new(
        Volatile.Read(ref _loaded), Volatile.Read(ref _loadBatches), Volatile.Read(ref _cacheHits), Volatile.Read(ref _written),
        Volatile.Read(ref _commits), Volatile.Read(ref _conflicts), Volatile.Read(ref _bisections));

    /// <summary>A committed snapshot out of memory, or null; not to be changed.</summary>
    public TSaga? Cached(Guid id)
    {
        var saga = _cache.Find(id);
        if (saga is not null)
        {
            Interlocked.Increment(ref _cacheHits);
        }

        return saga;
    }

    public void Forget(Guid id) => _cache.Forget(id);

    /// <summary>The saga as it stands in the database, or null.</summary>
    public async Task<TSaga?> LoadAsync(Guid id, CancellationToken cancellationToken)
    {
        var load = new SagaLoad<TSaga>(id);
        await EnqueueAsync(_loads.Writer, load, cancellationToken);
        return await load.Task.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Stores the change; false when it lost its version check. Once it is in the queue it can no longer be cancelled: its sender must know what became of it.
    /// </summary>
    public async Task<bool> WriteAsync(SagaWrite<TSaga> write, CancellationToken cancellationToken)
    {
        await EnqueueAsync(_writes.Writer, write, cancellationToken);
        return await write.Task;
    }

    /// <summary>Finishes what is queued, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _loads.Writer.TryComplete();
        _writes.Writer.TryComplete();
        await Task.WhenAll(_loops);
    }

    private static async ValueTask EnqueueAsync<T>(ChannelWriter<T> queue, T item, CancellationToken cancellationToken)
    {
        try
        {
            if (!queue.TryWrite(item))
            {
                await queue.WriteAsync(item, cancellationToken);
            }
        }
        catch (ChannelClosedException closed)
        {
            throw new ObjectDisposedException("The repository has stopped; the message was not stored.", closed);
        }
    }

    private async Task LoadLoopAsync()
    {
        var batch = new List<SagaLoad<TSaga>>(_maxBatch);
        while (await _loads.Reader.WaitToReadAsync())
        {
            TakeBatch(_loads.Reader, batch);
            Interlocked.Increment(ref _loadBatches);
            Interlocked.Add(ref _loaded, batch.Count);
            try
            {
                await _store.LoadAsync(batch, CancellationToken.None);
                batch.ForEach(static load => load.TrySetResult(load.Result));
            }
            catch (Exception exception) // whatever it is, it belongs to those who wait for this batch, and the loop goes on
            {
                batch.ForEach(load => load.TrySetException(exception));
            }
        }
    }

    private void WriteLoop()
    {
        var batch = new List<SagaWrite<TSaga>>(_maxBatch);
        while (_writes.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            TakeBatch(_writes.Reader, batch);
            if (batch.Count > 0)
            {
                Commit(batch);
            }
        }
    }

    private void TakeBatch<T>(ChannelReader<T> queue, List<T> batch)
    {
        batch.Clear();
        while (batch.Count < _maxBatch && queue.TryRead(out var item))
        {
            batch.Add(item);
        }
    }

    private void Commit(List<SagaWrite<TSaga>> batch)
    {
        Interlocked.Increment(ref _commits);
        Interlocked.Add(ref _written, batch.Count);
        try
        {
            _store.CommitAsync(batch, CancellationToken.None).GetAwaiter().GetResult();
            foreach (var reached in batch.Where(write => write.Won && write.Saga.CurrentState != write.Event.FromState).CountBy(write => write.Saga.CurrentState))
            {
                _committed(reached.Key, reached.Value);
            }

            batch.ForEach(Complete);
        }
        catch (Exception exception) when (batch.Count > 1 && SagaStore<TSaga>.IsRowFault(exception))
        {
            // Halve until the bad row is alone, so that it fails only its own message: 2 log2(n) more commits, and as many again per further bad row.
            Interlocked.Increment(ref _bisections);
            batch.ForEach(static write => write.Won = false);
            var half = batch.Count / 2;
            Commit(batch.GetRange(0, half));
            Commit(batch.GetRange(half, batch.Count - half));
        }
        catch (Exception exception) // whatever it is, it belongs to those who wait for this batch, and the loop goes on
        {
            foreach (var write in batch)
            {
                _cache.Forget(write.Id); // a commit whose reply was lost may have been done
                write.TrySetException(exception);
            }
        }
    }

    private void Complete(SagaWrite<TSaga> write)
    {
        if (write.Won)
        {
            _cache.Remember(write.Saga); // the machine has done with this instance, and every later message gets a copy
        }
        else
        {
            Interlocked.Increment(ref _conflicts);
            _cache.Forget(write.Id);
        }

        write.TrySetResult(write.Won);
    }
}
