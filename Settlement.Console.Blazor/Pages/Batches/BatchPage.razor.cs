using Microsoft.AspNetCore.Components;
using Settlement.Domain.Events;
using Settlement.OperatorConsole.Api;
using Settlement.OperatorConsole.Widgets;

namespace Settlement.OperatorConsole.Pages.Batches;

/// <summary>One batch: what was planned, who agreed, what moved.</summary>
public sealed partial class BatchPage
{
    [Parameter]
    public string Id { get; set; } = "";

    protected override string Key => "batch " + Id;

    protected override bool KeepsDataWhileLoading => false;

    private string WireSummary => Data?.Wires is { Count: > 0 } wires
        ? string.Join(", ", wires.GroupBy(wire => wire.Status, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"{group.Count()} {Words.Spaced(group.Key)}"))
        : "";

    protected override bool Concerns(EventDigest digest) =>
        Data?.View.Status is not ("settled" or "abandoned") && digest.Changes.Any(change => change.Machine == "batch");

    protected override Task<ApiResult<BatchData>> LoadAsync(CancellationToken cancellationToken) => BatchData.LoadAsync(Api, Id, cancellationToken);
}
