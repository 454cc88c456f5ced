using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Settlement.OperatorConsole.Layout;

/// <summary>
/// After going to another page the focus is on its heading, so that a screen reader says where one is. Not on the first page: its reader may
/// have begun to type before it came alive.
/// </summary>
public sealed class FocusHeading : ComponentBase
{
    private Type? _shown;
    private bool _isNew;

    [Inject]
    private IJSRuntime Browser { get; set; } = null!;

    [Parameter]
    [EditorRequired]
    public RouteData RouteData { get; set; } = null!;

    protected override void OnParametersSet()
    {
        _isNew = _shown is not null && _shown != RouteData.PageType;
        _shown = RouteData.PageType;
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_isNew)
        {
            _isNew = false;
            await Browser.InvokeVoidAsync("settlement.focusHeading");
        }
    }
}
