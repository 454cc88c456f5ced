using Microsoft.AspNetCore.Components;
using Settlement.Domain.Events;
using Settlement.OperatorConsole.Api;
using Settlement.OperatorConsole.Session;

namespace Settlement.OperatorConsole.Live;

/// <summary>
/// A page that shows what the API answered, and asks again when something happened that concerns it. What it showed last stays, marked as of
/// its time, while the API cannot be asked. What was rendered with the page is taken over when it comes alive, so nothing is asked twice or
/// flashes.
/// </summary>
public abstract class LivePage<TData> : ComponentBase, IDisposable
    where TData : class
{
    /// <summary>A busy system changes all the time; nobody reads figures that change faster than this.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>Some things change without an event, such as health and reference data.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _closed = new();
    private PersistingComponentStateSubscription _persisting;
    private ITimer? _timer;
    private string? _shownKey;
    private IDisposable? _changes;
    private IDisposable? _statuses;
    private bool _dirty;
    private bool _loading;
    private DateTimeOffset _loadedAt;

    [Inject]
    protected ApiClient Api { get; set; } = null!;

    [Inject]
    protected LiveFeed Feed { get; set; } = null!;

    [Inject]
    protected OperatorSession Session { get; set; } = null!;

    [Inject]
    protected TimeProvider Time { get; set; } = null!;

    [Inject]
    private PersistentComponentState Kept { get; set; } = null!;

    /// <summary>What the API answered last; null before the first answer.</summary>
    protected TData? Data { get; private set; }

    /// <summary>Why the latest attempt failed; null when it did not.</summary>
    protected ApiFailure? Failure { get; private set; }

    /// <summary>When <see cref="Data"/> was answered.</summary>
    protected DateTimeOffset LoadedAt => _loadedAt;

    protected CancellationToken Closed => _closed.Token;

    /// <summary>Names what is shown, with its filter: another name asks the API at once and forgets what was shown.</summary>
    protected abstract string Key { get; }

    protected abstract Task<ApiResult<TData>> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Whether what happened may change what is shown. Anything does unless a page says otherwise.</summary>
    protected virtual bool Concerns(EventDigest digest) => digest.Changes.Count > 0;

    /// <summary>Called after each answer, before it is shown.</summary>
    protected virtual void OnLoaded(TData data)
    {
    }

    protected override async Task OnInitializedAsync()
    {
        await Session.ReadAsync();
        _persisting = Kept.RegisterOnPersisting(() =>
        {
            if (Data is not null)
            {
                Kept.PersistAsJson(Key, new Snapshot(Data, _loadedAt));
            }

            return Task.CompletedTask;
        });
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_shownKey == Key)
        {
            return;
        }

        var isFirst = _shownKey is null;
        _shownKey = Key;
        if (isFirst && Kept.TryTakeFromJson<Snapshot>(Key, out var kept) && kept is not null)
        {
            (Data, _loadedAt) = (kept.Data, kept.At);
            OnLoaded(kept.Data);
            return;
        }

        if (!isFirst && !KeepsDataWhileLoading)
        {
            Data = null;
        }

        await ReloadAsync();
    }

    /// <summary>Whether a list stays while its next page comes, so that nothing jumps.</summary>
    protected virtual bool KeepsDataWhileLoading => true;

    protected override void OnAfterRender(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        _changes = Feed.OnChanged(OnDigest);
        _statuses = Feed.OnStatus(OnStatus);
        Feed.Start();
        _timer = Time.CreateTimer(_ => _ = InvokeAsync(TickAsync), null, Shortest, Shortest);
    }

    /// <summary>Asks the API now, e.g. after an action.</summary>
    protected async Task ReloadAsync()
    {
        if (_loading)
        {
            _dirty = true;
            return;
        }

        _loading = true;
        _dirty = false;
        try
        {
            var key = Key;
            var result = await LoadAsync(_closed.Token);
            if (key != Key)
            {
                _dirty = true;
                return;
            }

            Failure = result.Failure;
            if (result.IsOk)
            {
                Data = result.Value;
                OnLoaded(result.Value);
            }
            else if (!result.Failure.IsPassing)
            {
                Data = null;
            }

            _loadedAt = result.IsOk ? Time.GetUtcNow() : _loadedAt;
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The page has been left.
        }
        finally
        {
            _loading = false;
        }
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
        {
            return;
        }

        _changes?.Dispose();
        _statuses?.Dispose();
        _timer?.Dispose();
        _persisting.Dispose();
        _closed.Cancel();
        _closed.Dispose();
    }

    /// <summary>Told of every digest, on the feed's thread.</summary>
    protected virtual void OnDigest(EventDigest digest)
    {
        if (Concerns(digest))
        {
            _dirty = true;
        }
    }

    /// <summary>After a loss the figures may be older than the events that come next.</summary>
    private void OnStatus(LiveStatus status)
    {
        _dirty |= status.State == LiveState.Live;
        _ = InvokeAsync(StateHasChanged);
    }

    private async Task TickAsync()
    {
        // Who may not is not let in by asking again, and each refusal is recorded: it stays until the page is opened anew.
        var isOld = Time.GetUtcNow() - _loadedAt > Longest;
        if (_closed.IsCancellationRequested || _loading || Failure?.Kind == ApiFailureKind.Forbidden || !(_dirty || isOld))
        {
            return;
        }

        Api.BeginUnattended();
        await ReloadAsync();
        if (!_closed.IsCancellationRequested)
        {
            StateHasChanged();
        }
    }

    private sealed record Snapshot(TData Data, DateTimeOffset At);
}
