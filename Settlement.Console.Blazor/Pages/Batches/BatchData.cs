using Settlement.Domain.Answers;
using Settlement.Domain.Batches;
using Settlement.Domain.Sagas;
using Settlement.OperatorConsole.Api;

namespace Settlement.OperatorConsole.Pages.Batches;

/// <summary>A batch with what stands behind it; parts that cannot be had are null or empty.</summary>
public sealed record BatchData(
    SettlementView View, BatchPlanView? Plan, IReadOnlyList<WireStatusView> Wires, BatchVotesView? Votes, SagaGraphView? Graph)
{
    public static async Task<ApiResult<BatchData>> LoadAsync(ApiClient api, string id, CancellationToken cancellationToken)
    {
        var path = "/api/v1/settlements/" + Uri.EscapeDataString(id);
        var view = api.GetAsync<SettlementView>(path + "/status", cancellationToken);
        var plan = api.GetAsync<BatchPlanView>(path + "/plan", cancellationToken);
        var wires = api.GetAsync<Page<WireStatusView>>(path + "/wires", cancellationToken);
        var votes = api.GetAsync<BatchVotesView>(path + "/votes", cancellationToken);
        var graph = api.GetAsync<SagaGraphView>("/api/v1/sagas/batch/graph", cancellationToken);
        await Task.WhenAll(view, plan, wires, votes, graph);
        return (await view).Then(found => new BatchData(found, plan.Result.Value, wires.Result.Value?.Items ?? [], votes.Result.Value, graph.Result.Value));
    }
}
