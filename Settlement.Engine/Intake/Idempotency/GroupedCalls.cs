using System.Threading.Channels;

namespace Settlement.Engine.Intake.Idempotency;

/// <summary>
/// Makes one call for whatever queued while the last one ran, so that calls grow with the load by themselves. A call that fails fails for those who share it.
/// </summary>
internal sealed class GroupedCalls<TItem, TResult> : IAsyncDisposable
{
    private readonly Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> _call;
    private readonly int _maxGroup;
    private readonly Channel<Waiting> _queue;
    private readonly Task _loop;

    /// <param name="call">One result an item, in order.</param>
    /// <param name="maxGroup">Items of one call.</param>
    /// <param name="queueLimit">Items that may wait; one more is refused.</param>
    public GroupedCalls(Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> call, int maxGroup, int queueLimit)
    {
        _call = call;
        _maxGroup = maxGroup;
        _queue = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(queueLimit) { SingleReader = true });
        _loop = Task.Run(RunAsync);
    }

    /// <summary>False when too many wait already.</summary>
    public bool TryCall(TItem item, out Task<TResult> result)
    {
        var waiting = new Waiting(item);
        result = waiting.Task;
        return _queue.Writer.TryWrite(waiting);
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
    }

    private async Task RunAsync()
    {
        var group = new List<Waiting>(_maxGroup);
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (group.Count < _maxGroup && _queue.Reader.TryRead(out var waiting))
            {
                group.Add(waiting);
            }

            try
            {
                var results = await _call(group.ConvertAll(waiting => waiting.Item));
                for (var i = 0; i < group.Count; i++)
                {
                    group[i].SetResult(results[i]);
                }
            }
#pragma warning disable CA1031 // Whatever it is, it is told to those who wait, and the loop serves the next.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                group.ForEach(waiting => waiting.TrySetException(failure));
            }

            group.Clear();
        }
    }

    private sealed class Waiting(TItem item) : TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public TItem Item => item;
    }
}
