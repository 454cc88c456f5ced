using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Settlement.Domain.Batches;

namespace Settlement.Engine.Execution;

/// <summary>Execution over <see cref="IWireStore"/> and the rails: steps while anything can be done, waits for what is due soon, reports the rest.</summary>
public sealed partial class ExecutionStage(
    IWireStore store, RegionDesk desk, WireRules rules, IOptions<ExecutionOptions> options, TimeProvider time, ILogger<ExecutionStage> logger)
    : IExecutionStage
{
    /// <summary>Steps of one call. A round without faults takes two or three; one that needs more than this goes on with the next call.</summary>
    private const int MaxSteps = 1_000;

    public async Task<ExecutionResult> ExecuteAsync(PlannedBatch batch, CancellationToken cancellationToken)
    {
        var deadline = time.GetUtcNow().AddMilliseconds(options.Value.MaxWaitMilliseconds);
        var run = new RoundRun(batch, store, desk, rules, options.Value, time);
        await run.OpenAsync(cancellationToken).ConfigureAwait(false);
        for (var step = 0; step < MaxSteps; step++)
        {
            switch (await run.StepAsync(cancellationToken).ConfigureAwait(false))
            {
                case null:
                    break;
                case { Outcome: ExecutionOutcome.Waiting, RetryAt: { } retryAt } when retryAt <= deadline:
                    // Timers count whole milliseconds: a rest of one, cut off, would be a wait of nothing, again and again.
                    var wait = Math.Ceiling((retryAt - time.GetUtcNow()).TotalMilliseconds);
                    await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(0, wait)), time, cancellationToken).ConfigureAwait(false);
                    break;
                case { Outcome: ExecutionOutcome.PartyFailed } failed:
                    LogFailed(batch.BatchId, batch.Round, failed.Failed.Count, failed.Failed[0].Participant, failed.Failed[0].Code);
                    return failed;
                case { } result:
                    return result;
            }
        }

        return new ExecutionResult(ExecutionOutcome.Waiting, [], time.GetUtcNow().AddMilliseconds(options.Value.BaseDelayMilliseconds));
    }

    public Task<IReadOnlyList<PlannedWire>> ConfirmedWiresAsync(string batchId, CancellationToken cancellationToken) =>
        store.ConfirmedAsync(batchId, cancellationToken);

    [LoggerMessage(1, LogLevel.Warning, "{Batch} round {Round}: {Wires} wires finally failed, the first of {Participant}: {Code}")]
    private partial void LogFailed(string batch, int round, int wires, string participant, string code);
}
