using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Settlement.Domain.Events;
using Settlement.OperatorConsole.Api;

namespace Settlement.OperatorConsole.Live;

/// <summary>
/// What happens, pushed by the API to one open console. It connects when the first page listens, and again by itself after every loss, from
/// where it was: nothing is missed. When nothing has come for a few seconds it says so, and pages show their figures as stale.
/// </summary>
public sealed partial class LiveFeed(ApiClient api, TimeProvider time, ILogger<LiveFeed> logger) : IAsyncDisposable
{
    private const string Path = "/api/v1/events/stream?digest=true";

    /// <summary>Digests come twice a second; six that are missing are no accident.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Between two attempts to connect at most: an operator waits for this.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _stop = new();
    private readonly Listeners<EventDigest> _digests = new();
    private readonly Listeners<LiveStatus> _statuses = new();
    private Task? _run;
    private string? _lastEventId;


    public LiveStatus Status { get; private set; } = new(LiveState.Connecting, default);

    /// <summary>The digest that came last; null before the first.</summary>
    public EventDigest? Last { get; private set; }

    /// <summary>Tells of each digest, on the feed's own thread, until the subscription is disposed of.</summary>
    public IDisposable OnChanged(Action<EventDigest> listener) => _digests.Add(listener);

    /// <summary>Tells of each change of the status, on the feed's own thread, until the subscription is disposed of.</summary>
    public IDisposable OnStatus(Action<LiveStatus> listener) => _statuses.Add(listener);

    public void Start() => _run ??= Task.Run(RunAsync);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_run is not null)
        {
            await _run;
        }

        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var pause = FirstPause;
        while (!_stop.IsCancellationRequested)
        {
            var heard = await FollowAsync();
            SetStatus(LiveState.Stale);
            pause = heard ? FirstPause : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
            await Task.Delay(pause, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Follows one connection to its end; true when it told anything.</summary>
    private async Task<bool> FollowAsync()
    {
        var heard = false;
        using var silence = new CancellationTokenSource(Silence, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, silence.Token);
        try
        {
            using var answer = await api.OpenStreamAsync(Path, _lastEventId, stop.Token);
            if (answer.StatusCode == HttpStatusCode.UnprocessableEntity)
            {
                _lastEventId = null;
            }

            if (answer.IsSuccessStatusCode)
            {
                await using var body = await answer.Content.ReadAsStreamAsync(stop.Token);
                await foreach (var item in SseParser.Create(body).EnumerateAsync(stop.Token))
                {
                    silence.CancelAfter(Silence);
                    heard = true;
                    Tell(item);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Silent for too long, or the page has been closed.
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException or JsonException)
        {
            LogLost(lost.Message);
        }

        return heard;
    }

    private void Tell(SseItem<string> item)
    {
        if (item.EventType is not "digest" || JsonSerializer.Deserialize<EventDigest>(item.Data, ApiConnection.Json) is not { } digest)
        {
            return;
        }

        _lastEventId = item.EventId ?? _lastEventId;
        Last = digest;
        SetStatus(LiveState.Live);
        _digests.Tell(digest);
    }

    private void SetStatus(LiveState state)
    {
        if (Status.State == state || _stop.IsCancellationRequested)
        {
            return;
        }

        Status = new LiveStatus(state, Last?.At ?? time.GetUtcNow());
        _statuses.Tell(Status);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "The event stream was lost: {Reason}")]
    private partial void LogLost(string reason);
}
