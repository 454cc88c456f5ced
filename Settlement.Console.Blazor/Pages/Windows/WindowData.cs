using Settlement.Domain.Answers;
using Settlement.Domain.Batches;
using Settlement.Domain.Windows;
using Settlement.OperatorConsole.Api;

namespace Settlement.OperatorConsole.Pages.Windows;

/// <summary>A window with what it holds and its batches.</summary>
public sealed record WindowData(WindowView View, WindowPreview? Preview, IReadOnlyList<SettlementSummary> Batches)
{
    public static async Task<ApiResult<WindowData>> LoadAsync(ApiClient api, string id, CancellationToken cancellationToken)
    {
        var path = "/api/v1/windows/" + Uri.EscapeDataString(id);
        var view = api.GetAsync<WindowView>(path, cancellationToken);
        var preview = api.GetAsync<WindowPreview>(path + "/preview", cancellationToken);
        var batches = api.GetAsync<Page<SettlementSummary>>(QueryPath.Of("/api/v1/settlements", ("window", id), ("limit", 100)), cancellationToken);
        await Task.WhenAll(view, preview, batches);
        return (await view).Then(found => new WindowData(found, preview.Result.Value, batches.Result.Value?.Items ?? []));
    }
}
