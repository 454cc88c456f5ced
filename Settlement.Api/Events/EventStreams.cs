using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Settlement.Domain.Events;

namespace Settlement.Api.Events;

/// <summary>Follows the events for one client each, at most as many as the options allow. A stream ends with the host or with its client.</summary>
internal sealed class EventStreams(
    EventTail tail, IOptions<EventStreamOptions> options, IOptions<JsonOptions> json, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>A comment this often when nothing happens, so that a client, and what lies between, can tell a quiet stream from a dead one.</summary>
    private const int IntervalsPerKeepAlive = 10;

    private int _open;

    public int Open => Volatile.Read(ref _open);

    /// <summary>Takes one of the places; false when there is none.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _open) <= options.Value.MaxStreams)
        {
            return true;
        }

        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _open);

    /// <summary>Every event after the cursor, oldest first, and then each new one.</summary>
    public async IAsyncEnumerable<SseItem<string>> FollowAsync(
        EventCursor after, string? machine, string? key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        var quiet = 0;
        while (!stop.IsCancellationRequested)
        {
            var events = await tail.ReadAsync(after, machine, key, stop.Token);
            foreach (var (cursor, found) in events)
            {
                after = cursor;
                yield return Item(found, "change", cursor);
            }

            if (events.Count > 0)
            {
                quiet = 0;
                continue;
            }

            if (++quiet % IntervalsPerKeepAlive == 1)
            {
                yield return Item(new EventDigest(time.GetUtcNow(), []), "quiet", null);
            }

            await PauseAsync(stop.Token);
        }
    }

    /// <summary>Counts per interval; one also when nothing happened, so that a client knows how old its figures are.</summary>
    public async IAsyncEnumerable<SseItem<string>> DigestAsync(EventCursor after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        while (!stop.IsCancellationRequested)
        {
            var (cursor, changes) = await tail.DigestAsync(after, stop.Token);
            after = cursor;
            yield return Item(new EventDigest(time.GetUtcNow(), changes), "digest", cursor);
            await PauseAsync(stop.Token);
        }
    }

    private async Task PauseAsync(CancellationToken cancellationToken) => await Task
        .Delay(TimeSpan.FromMilliseconds(options.Value.IntervalMilliseconds), cancellationToken)
        .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private SseItem<string> Item<T>(T value, string type, EventCursor? cursor) =>
        new(System.Text.Json.JsonSerializer.Serialize(value, json.Value.SerializerOptions), type)
        {
            EventId = cursor?.ToString(),
        };
}
