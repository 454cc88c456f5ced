using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using Settlement.Domain.Ledger;
using Settlement.Engine.Database;
using Settlement.Engine.Leadership;
using Settlement.Engine.Metrics;

namespace Settlement.Engine.Ledger;

/// <summary>
/// The ledger in PostgreSQL. Whoever posts locks the chain's head, so several processes may post at once; calls that wait in one process
/// for the lock share the next block. A post is judged as a whole: a conflict refuses it alone and not its neighbours in the block.
/// </summary>
public sealed class PostgresLedger(
    [FromKeyedServices(DatabaseConnections.Hot)] NpgsqlDataSource source,
    LedgerReader reader,
    IOptions<LedgerOptions> options,
    SettlementMetrics metrics,
    TimeProvider time) : ILedger, IDisposable
{
    /// <summary>Calls that wait; bounded by the callers, each of whom waits for its own.</summary>
    private readonly ConcurrentQueue<PostRequest> _waiting = new();
    private readonly SemaphoreSlim _turn = new(1);

    public async Task<PostingReceipt> PostAsync(IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var request = new PostRequest(entries);
        _waiting.Enqueue(request);
        try
        {
            await _turn.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            request.Abandon();
            throw;
        }

        try
        {
            // Most often the one before has committed ours with its own. Each turn commits at least the oldest call, so this ends.
            while (!request.Answer.IsCompleted)
            {
                await CommitAsync(TakeWaiting());
            }
        }
        finally
        {
            _turn.Release();
        }

        return await request.Answer;
    }

    public Task<IReadOnlyList<AccountBalance>> BalancesAsync(LedgerMoment moment, CancellationToken cancellationToken) =>
        reader.BalancesAsync(moment, cancellationToken);

    public void Dispose() => _turn.Dispose();

    private List<PostRequest> TakeWaiting()
    {
        var taken = new List<PostRequest>();
        var entries = 0;
        while (_waiting.TryPeek(out var next) && (taken.Count == 0 || entries + next.Entries.Count <= options.Value.MaxBlockEntries))
        {
            // Only the holder of the turn dequeues, so this is the one that was peeked.
            _waiting.TryDequeue(out _);
            if (next.TryTake())
            {
                taken.Add(next);
                entries += next.Entries.Count;
            }
        }

        return taken;
    }

    /// <summary>Commits without a caller's token: the block belongs to all who share it. The command timeout bounds it.</summary>
    private async Task CommitAsync(List<PostRequest> requests)
    {
        try
        {
            var started = time.GetTimestamp();
            await using var connection = await source.OpenConnectionAsync(CancellationToken.None);
            await using var transaction = await connection.BeginTransactionAsync(CancellationToken.None);
            await RefuseDeposedAsync(transaction, requests);
            if (requests.Count == 0)
            {
                return;
            }

            var draft = await BlockStore.OpenAsync(transaction, [.. requests.SelectMany(request => request.Entries)], options.Value.AllowOverdraft);
            var accepted = Judge(draft, requests);
            var head = draft.Head;
            if (draft.Entries.Count > 0)
            {
                head = await BlockStore.SealAsync(transaction, draft, SealTime(head));
                await transaction.CommitAsync(CancellationToken.None);
                metrics.LedgerPosted(draft.Entries.Count);
                metrics.StageDone("ledger", time.GetElapsedTime(started));
            }

            foreach (var (request, positions, appended) in accepted)
            {
                request.Complete(new PostingReceipt(positions, head.HashText, appended));
            }
        }
        catch (Exception failure)
        {
            // Each caller gets the failure of the commit that it shares; an entry's key makes posting again safe.
            foreach (var request in requests)
            {
                request.Fail(failure);
            }
        }
    }

    /// <summary>A call under a term that is over fails alone; the others hold their fences to the commit.</summary>
    private static async Task RefuseDeposedAsync(NpgsqlTransaction transaction, List<PostRequest> requests)
    {
        var fences = requests.Select(request => request.Fence).OfType<Fence>().Distinct().ToList();
        var stale = await FenceGuard.FindStaleAsync(transaction, fences, CancellationToken.None);
        foreach (var request in requests.Where(request => request.Fence is { } fence && stale.Contains(fence)))
        {
            request.Fail(new DeposedException(request.Fence!));
        }

        requests.RemoveAll(request => request.Fence is { } fence && stale.Contains(fence));
    }

    private static List<(PostRequest Request, long[] Positions, int Appended)> Judge(BlockDraft draft, List<PostRequest> requests)
    {
        var accepted = new List<(PostRequest, long[], int)>(requests.Count);
        foreach (var request in requests)
        {
            try
            {
                if (draft.TryAdd(request.Entries, out var positions, out var appended) is { } conflict)
                {
                    request.Fail(conflict);
                }
                else
                {
                    accepted.Add((request, positions, appended));
                }
            }
            catch (OverflowException tooMuch)
            {
                // An account would hold more than 64 bits can: this post is wrong, its neighbours are not.
                request.Fail(tooMuch);
            }
        }

        return accepted;
    }

    /// <summary>Whole microseconds, as PostgreSQL keeps them, and never before the block before: a time then cuts the chain in two.</summary>
    private DateTimeOffset SealTime(LedgerHead head)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var at = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
        return at > head.SealedAt ? at : head.SealedAt;
    }
}
