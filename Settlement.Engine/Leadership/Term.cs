namespace Settlement.Engine.Leadership;

/// <summary>
/// One term of a lease, from its fence's raising to its loss. It ends by itself when nobody extends it, by this engine's own monotonic clock: an
/// engine that cannot reach the leases stops in time without being told.
/// </summary>
public sealed class Term : IDisposable
{
    private readonly CancellationTokenSource _lost;
    private readonly Lock _gate = new();
    private TaskCompletionSource? _idle;
    private int _uses;
    private bool _ending;

    internal Term(Lease lease, TimeSpan left, TimeProvider time)
    {
        Lease = lease;
        Fence = new Fence(lease.Name, lease.Token);
        _lost = new CancellationTokenSource(left, time);
        Lost = _lost.Token;
    }

    public Lease Lease { get; }

    public Fence Fence { get; }

    /// <summary>Cancelled when the term is over: work under it stops where it is.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Begins work under the term; null when it is over or about to be handed over. Dispose of the result when the work has ended.</summary>
    public IDisposable? TryUse()
    {
        lock (_gate)
        {
            if (_ending || Lost.IsCancellationRequested)
            {
                return null;
            }

            _uses++;
            return new Use(this);
        }
    }

    public void Dispose() => _lost.Dispose();

    internal void Extend(TimeSpan left)
    {
        if (!Lost.IsCancellationRequested)
        {
            _lost.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
    }

    internal void Lose() => _lost.Cancel();

    /// <summary>Lets no more work begin, waits until what is in hand has ended, but not longer than the limit, and ends the term.</summary>
    internal async Task EndAsync(TimeSpan limit, TimeProvider time)
    {
        Task idle;
        lock (_gate)
        {
            _ending = true;
            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_uses == 0)
            {
                _idle.TrySetResult();
            }

            idle = _idle.Task;
        }

        await idle.WaitAsync(limit, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Lose();
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--_uses == 0)
            {
                _idle?.TrySetResult();
            }
        }
    }

    private sealed class Use(Term term) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                term.Leave();
            }
        }
    }
}
