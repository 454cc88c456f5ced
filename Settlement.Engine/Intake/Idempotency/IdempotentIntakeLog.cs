using System.Collections.Concurrent;
using Settlement.Engine.Metrics;

namespace Settlement.Engine.Intake.Idempotency;

/// <summary>
/// Asks a store of idempotency keys before a log. A claim never stands in the way of its own payment: when the append fails, or the process dies between the
/// two, the same request sent again finds its claim without an answer and is appended then.
/// </summary>
/// <param name="inner">The log, which may know repetitions itself (a table with unique indexes) or not (a topic).</param>
/// <param name="recentKeys">Keys whose answer is remembered in the process.</param>
public sealed class IdempotentIntakeLog(IIntakeLog inner, IIdempotencyStore store, int recentKeys, SettlementMetrics metrics) : IIntakeLog
{
    private readonly RecentKeys _recent = new(recentKeys);
    private readonly Lock _adding = new();

    /// <summary>Requests under way by key, at most as many as the server has requests.</summary>
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _underWay = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask<AppendResult> AppendAsync(IntakeRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        var key = record.Payment.IdempotencyKey;
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (true)
        {
            if (_recent.Find(record) is { } known)
            {
                return Told(known);
            }

            // One of a key at a time: the second request of two at once is told what the first one was.
            var running = _underWay.GetOrAdd(key, mine);
            if (running == mine)
            {
                break;
            }

            await running.Task.WaitAsync(cancellationToken);
        }

        try
        {
            return await DecideAsync(record, cancellationToken);
        }
        finally
        {
            _underWay.TryRemove(key, out _);
            mine.SetResult();
        }
    }

    /// <inheritdoc/>
    public Task<WindowCloseMarker> AppendWindowCloseAsync(string windowId, string closedBy, string reason, CancellationToken cancellationToken) =>
        inner.AppendWindowCloseAsync(windowId, closedBy, reason, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<WindowCloseMarker>> ReadWindowClosesAsync(long upTo, CancellationToken cancellationToken) =>
        inner.ReadWindowClosesAsync(upTo, cancellationToken);

    private async ValueTask<AppendResult> DecideAsync(IntakeRecord record, CancellationToken cancellationToken)
    {
        var claim = await store.ClaimAsync(record, cancellationToken);
        if (claim.Answer is { } answer)
        {
            Remember(record, answer);
            return Told(answer);
        }

        var result = await inner.AppendAsync(record, cancellationToken);
        Remember(record, result);
        if (result.Outcome is AppendOutcome.Accepted or AppendOutcome.Duplicate)
        {
            await store.CompleteAsync(record, result, CancellationToken.None);
        }
        else
        {
            await store.ReleaseAsync(record, CancellationToken.None);
        }

        return result;
    }

    private void Remember(IntakeRecord record, AppendResult result)
    {
        if (result.Outcome is AppendOutcome.Accepted or AppendOutcome.Duplicate)
        {
            lock (_adding)
            {
                _recent.Add(record, result);
            }
        }
    }

    private AppendResult Told(AppendResult known)
    {
        metrics.IntakeDeduped(known.Outcome == AppendOutcome.Duplicate ? 1 : 0);
        return known;
    }
}
