using Settlement.Domain.Actions;
using Settlement.Domain.Answers;
using Settlement.Domain.Batches;
using Settlement.Domain.Failures;
using Settlement.Domain.Health;
using Settlement.Domain.Pipeline;
using Settlement.Domain.Risk;
using Settlement.Domain.Windows;
using Settlement.OperatorConsole.Api;
using Settlement.OperatorConsole.Widgets;

namespace Settlement.OperatorConsole.Pages.Overview;

/// <summary>What the overview shows; parts that this system does not run are null.</summary>
public sealed record OverviewData(
    PipelineView Pipeline, IReadOnlyList<WindowView> Windows, IReadOnlyList<SettlementSummary> Awaiting, IReadOnlyList<SettlementSummary> Recent, HealthReport? Health,
    IReadOnlyList<FailureAtStake> Failures, IReadOnlyList<OperatorAction> Waiting, IReadOnlyList<RiskAlertView> Alerts)
{
    /// <summary>Windows that are listed: the next cut-offs.</summary>
    private const int NextWindows = 8;

    public static async Task<ApiResult<OverviewData>> LoadAsync(ApiClient api, CancellationToken cancellationToken)
    {
        var pipeline = api.GetAsync<PipelineView>("/api/v1/pipeline", cancellationToken);
        var open = api.GetAsync<Page<WindowView>>("/api/v1/windows?status=open&limit=500", cancellationToken);
        var closing = api.GetAsync<Page<WindowView>>("/api/v1/windows?status=closing&limit=50", cancellationToken);
        var awaiting = api.GetAsync<Page<SettlementSummary>>("/api/v1/settlements?status=awaiting_confirmation&limit=20", cancellationToken);
        var recent = api.GetAsync<Page<SettlementSummary>>("/api/v1/settlements?limit=6", cancellationToken);
        var health = api.GetAsync<HealthReport>("/api/v1/metrics/health", cancellationToken);
        var failures = api.GetAsync<Page<FailureGroup>>("/api/v1/failures", cancellationToken);
        var waiting = api.GetAsync<Page<OperatorAction>>("/api/v1/actions?state=waiting&limit=20", cancellationToken);
        var alerts = api.GetAsync<Page<RiskAlertView>>("/api/v1/risk/alerts?limit=50", cancellationToken);
        await Task.WhenAll(alerts, failures, waiting, pipeline, open, closing, awaiting, recent, health);

        var failure = new[] { (await pipeline).Failure, (await open).Failure, (await closing).Failure, (await awaiting).Failure, (await recent).Failure }
            .FirstOrDefault(found => found is not null);
        return failure is not null
            ? failure
            : new OverviewData(
                (await pipeline).Value!,
                [.. (await closing).Value!.Items, .. (await open).Value!.Items.OrderBy(window => window.CutOff).ThenBy(window => window.WindowId, StringComparer.Ordinal).Take(NextWindows)],
                (await awaiting).Value!.Items, (await recent).Value!.Items, (await health).Value,
                FailureAtStake.Of((await failures).Value?.Items ?? [], (await open).Value!.Items), (await waiting).Value?.Items ?? [],
                [.. ((await alerts).Value?.Items ?? []).Where(alert => alert.Acknowledged is null)]);
    }
}
