using Microsoft.AspNetCore.Components;
using Settlement.Domain.Events;
using Settlement.OperatorConsole.Api;

namespace Settlement.OperatorConsole.Pages.Windows;

/// <summary>One window: what it holds, its closure and its report.</summary>
public sealed partial class WindowPage
{
    [Parameter]
    public string Id { get; set; } = "";

    protected override string Key => "window " + Id;

    protected override bool KeepsDataWhileLoading => false;

    protected override bool Concerns(EventDigest digest) =>
        Data?.View.Status != "reported" && digest.Changes.Any(change => change.Machine is "window" or "transaction");

    protected override Task<ApiResult<WindowData>> LoadAsync(CancellationToken cancellationToken) => WindowData.LoadAsync(Api, Id, cancellationToken);
}
