using Microsoft.AspNetCore.Components;
using Settlement.Domain.Events;
using Settlement.Domain.Windows;
using Settlement.OperatorConsole.Api;

namespace Settlement.OperatorConsole.Pages.Windows;

/// <summary>One window: what it holds, its closure and its report.</summary>
public sealed partial class WindowPage
{
    private WindowPreview? _frozen;
    private bool _closing;

    [Parameter]
    public string Id { get; set; } = "";

    protected override string Key => "window " + Id;

    protected override bool KeepsDataWhileLoading => false;

    protected override bool Concerns(EventDigest digest) =>
        Data?.View.Status != "reported" && digest.Changes.Any(change => change.Machine is "window" or "transaction");

    protected override Task<ApiResult<WindowData>> LoadAsync(CancellationToken cancellationToken) => WindowData.LoadAsync(Api, Id, cancellationToken);

    /// <summary>While somebody decides, what they decide about stands still.</summary>
    protected override void OnLoaded(WindowData data) => _frozen = _closing ? _frozen : data.Preview;
}
