using Microsoft.AspNetCore.Components;
using Settlement.Domain.Answers;
using Settlement.Domain.Batches;
using Settlement.Domain.Events;
using Settlement.OperatorConsole.Api;

namespace Settlement.OperatorConsole.Pages.Batches;

/// <summary>All batches, narrowed by state and window.</summary>
public sealed partial class BatchesPage
{
    private static readonly string[] States = ["planned", "matching", "matched", "awaiting_confirmation", "executing", "settled", "abandoned"];

    private string? _status;
    private string? _window;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [SupplyParameterFromQuery]
    private string? Status { get; set; }

    [SupplyParameterFromQuery]
    private string? Window { get; set; }

    [SupplyParameterFromQuery]
    private string? Cursor { get; set; }

    private bool IsNarrowed => Status is { Length: > 0 } || Window is { Length: > 0 };

    protected override string Key => $"batches {Status} {Window} {Cursor}";

    protected override bool Concerns(EventDigest digest) => Cursor is null && digest.Changes.Any(change => change.Machine == "batch");

    protected override async Task OnParametersSetAsync()
    {
        (_status, _window) = (Status ?? "", Window);
        await base.OnParametersSetAsync();
    }

    protected override Task<ApiResult<Page<SettlementSummary>>> LoadAsync(CancellationToken cancellationToken) =>
        Api.GetAsync<Page<SettlementSummary>>(QueryPath.Of("/api/v1/settlements", ("status", Status), ("window", Window), ("cursor", Cursor)), cancellationToken);

    private void Apply() => Navigation.NavigateTo(QueryPath.Of("/batches", ("status", _status), ("window", _window?.Trim())));
}
