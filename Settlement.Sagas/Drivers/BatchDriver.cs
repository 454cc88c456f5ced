using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Settlement.Domain.Batches;
using Settlement.Engine.Leadership;
using Settlement.Sagas.Batches;
using Settlement.Sagas.GroupCommit;

namespace Settlement.Sagas.Drivers;

/// <summary>
/// Finds batches that are not final and carries each through matching, execution and posting; several at a time, each by one worker. Engines share
/// the batches by shards: a batch is carried under the term of its shard.
/// </summary>
public sealed partial class BatchDriver(
    ISagaReader<BatchSaga> batches, BatchWorkflow workflow, DriverSignals signals, DutyBoard duties, TimeProvider time, ILogger<BatchDriver> logger)
    : Driver(logger, time)
{
    /// <summary>Batches in hand at once: enough to keep both cores busy while others wait for the rails.</summary>
    private const int Concurrency = 8;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Task> inHand = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> notBefore = new(StringComparer.Ordinal);

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        // A shard that comes from an engine that died has batches that wait.
        duties.Begun += LookNow;
        return base.StartAsync(cancellationToken);
    }

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        while (signals.RecalledBatches.TryDequeue(out var recalled))
        {
            notBefore.TryRemove(recalled, out _);
        }

        var now = Now;
        var terms = duties.Terms;
        var shards = Enumerable.Range(0, Duties.BatchShards).Where(shard => terms.ContainsKey(Duties.Shards[shard])).ToArray();
        var open = shards.Length == 0 ? [] : await batches.QueryAsync(
            "where is_open and state <> $1 and batch_id <> all($2) and get_byte(uuid_send(id), 15) % $3 = any($4) order by created_at limit 256",
            [BatchState.AwaitingConfirmation, notBefore.Where(pause => pause.Value > now).Select(pause => pause.Key).ToArray(), Duties.BatchShards, shards],
            cancellationToken);
        foreach (var batch in open)
        {
            if (inHand.Count >= Concurrency)
            {
                break;
            }

            if (!inHand.ContainsKey(batch.BatchId) && notBefore.GetValueOrDefault(batch.BatchId) <= now
                && terms[Duties.Shards[Duties.ShardOf(batch.CorrelationId)]] is var term && term.TryUse() is { } use)
            {
                inHand[batch.BatchId] = Task.Run(() => CarryAsync(batch, term, use, cancellationToken), CancellationToken.None);
            }
        }

        await signals.Batches.WaitAsync(Look, cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        duties.Begun -= LookNow;
        await base.StopAsync(cancellationToken);
        await Task.WhenAll(inHand.Values);
    }

    private void LookNow(object? sender, EventArgs begun) => signals.Batches.Raise();

    private async Task CarryAsync(BatchSaga batch, Term term, IDisposable use, CancellationToken stoppingToken)
    {
        using var carrying = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, term.Lost);
        using var fence = FenceScope.Enter(term.Fence);
        var cancellationToken = carrying.Token;
        try
        {
            // Read again now that it is in hand: another worker may have carried it on since the list was read.
            var current = await batches.FindAsync(batch.BatchId, cancellationToken);
            var again = current is null || !BatchState.IsFinal(current.CurrentState) ? await workflow.CarryAsync(current ?? batch, cancellationToken) : null;
            if (again is { } at)
            {
                notBefore[batch.BatchId] = at;
            }
            else
            {
                notBefore.TryRemove(batch.BatchId, out _);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping, or the shard is another engine's now: the batch is found by its state.
        }
#pragma warning disable CA1031 // One batch's failure must not stop the others; it is logged and the batch is tried again from its state.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LogFailed(batch.BatchId, failure);
            notBefore[batch.BatchId] = Now + FailurePause;
        }
        finally
        {
            use.Dispose();
            inHand.TryRemove(batch.BatchId, out _);
            signals.Batches.Raise();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Batch {BatchId} was interrupted; it is carried on from its stored state")]
    private partial void LogFailed(string batchId, Exception failure);
}
