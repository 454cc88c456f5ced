using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Settlement.OperatorConsole.Live;
using Settlement.OperatorConsole.Session;

namespace Settlement.OperatorConsole.Layout;

/// <summary>What stands around every page.</summary>
public sealed partial class MainLayout : IDisposable
{
    private ErrorBoundary? _boundary;
    private IDisposable? _statuses;
    private LiveStatus _status = new(LiveState.Connecting, default);
    private string _zone = "UTC";
    private bool _menuOpen;
    private bool _isDemo;

    [Inject]
    private LiveFeed Feed { get; set; } = null!;

    [Inject]
    private OperatorSession Session { get; set; } = null!;

    [Inject]
    private CurrentPerson Person { get; set; } = null!;

    public void Dispose() => _statuses?.Dispose();

    protected override async Task OnInitializedAsync()
    {
        await Session.ReadAsync();
        _zone = Session.Zone.Id;
        _isDemo = await Person.FindAsync() is { IsDemo: true };
    }

    protected override void OnParametersSet() => _boundary?.Recover();

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _status = Feed.Status;
            _statuses = Feed.OnStatus(OnStatus);
        }
    }

    private void OnStatus(LiveStatus status) => _ = InvokeAsync(() =>
    {
        _status = status;
        StateHasChanged();
    });

    private void ToggleMenu() => _menuOpen = !_menuOpen;

    private void CloseMenu() => _menuOpen = false;

    private void Recover() => _boundary?.Recover();
}
