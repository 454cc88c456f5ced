using Settlement.Domain.Ledger;
using Settlement.Engine.Leadership;

namespace Settlement.Engine.Ledger;

/// <summary>One call of <see cref="ILedger.PostAsync"/> that waits for its commit.</summary>
internal sealed class PostRequest(IReadOnlyList<JournalEntry> entries)
{
    private readonly TaskCompletionSource<PostingReceipt> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state;

    public IReadOnlyList<JournalEntry> Entries { get; } = entries;

    /// <summary>The term that the caller posts under; null outside every term.</summary>
    public Fence? Fence { get; } = FenceScope.Current;

    public Task<PostingReceipt> Answer => _answer.Task;

    /// <summary>True for the one who commits it; false when its caller gave up before.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, 1, 0) == 0;

    /// <summary>The caller gives up: unless the request is being committed already, nobody will.</summary>
    public void Abandon() => Interlocked.CompareExchange(ref _state, 2, 0);

    public void Complete(PostingReceipt receipt) => _answer.TrySetResult(receipt);

    public void Fail(Exception reason) => _answer.TrySetException(reason);
}
