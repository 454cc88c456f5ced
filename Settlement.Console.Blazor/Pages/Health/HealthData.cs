using Settlement.Domain.Health;
using Settlement.Domain.Pipeline;
using Settlement.OperatorConsole.Api;

namespace Settlement.OperatorConsole.Pages.Health;

/// <summary>Each part, and what stands before it; the backlog is null where it cannot be had.</summary>
public sealed record HealthData(HealthReport Report, PipelineView? Pipeline)
{
    public static async Task<ApiResult<HealthData>> LoadAsync(ApiClient api, CancellationToken cancellationToken)
    {
        var report = api.GetAsync<HealthReport>("/api/v1/metrics/health", cancellationToken);
        var pipeline = api.GetAsync<PipelineView>("/api/v1/pipeline", cancellationToken);
        await Task.WhenAll(report, pipeline);
        return (await report).Then(found => new HealthData(found, pipeline.Result.Value));
    }

    /// <summary>What waits for whom, in the order in which a payment goes.</summary>
    public IReadOnlyList<(string Queue, string Who, long Count)> Backlog => Pipeline is not { } now ? [] :
    [
        ("Accepted, not read yet", "the engine reads the intake log", Math.Max(0, now.IntakePosition - now.EnginePosition)),
        ("Validated", "a window's cut-off, or the next RTGS round", now.Transactions.GetValueOrDefault("validated")),
        ("Deferred", "liquidity, a limit or a party", now.Transactions.GetValueOrDefault("deferred")),
        ("Windows that close", "their plan", now.Windows.GetValueOrDefault("closing")),
        ("Batches in matching", "the parties' votes", now.Batches.GetValueOrDefault("planned") + now.Batches.GetValueOrDefault("matching")),
        ("Batches to confirm", "a person", now.Batches.GetValueOrDefault("awaiting_confirmation")),
        ("Batches in execution", "the rails", now.Batches.GetValueOrDefault("executing")),
    ];
}
