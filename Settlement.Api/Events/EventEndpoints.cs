using Microsoft.AspNetCore.Http.Timeouts;
using Settlement.Api.Access;
using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Domain.Events;

namespace Settlement.Api.Events;

/// <summary>Server push: what happens, as it happens.</summary>
public static class EventEndpoints
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    public static IServiceCollection AddEventStream(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<EventStreamOptions>().Bind(configuration.GetSection(EventStreamOptions.Section))
            .Validate(options => options.IsValid, "Events:MaxStreams must be from 1 to 1000, Events:IntervalMilliseconds from 50 to 10000.")
            .ValidateOnStart();
        return services.AddSingleton<EventTail>().AddSingleton<EventStreams>();
    }

    public static IEndpointRouteBuilder MapEvents(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/events/stream", StreamAsync).RequireScope(Scope.Read)
            .WithName("streamEvents").WithTags("Events").WithSummary("Every change of every saga, as server-sent events")
            .WithDescription(
                "Starts now, or after the event whose id is in Last-Event-ID: nothing is missed over a lost connection. Events of type change carry one "
                + "change each; with digest=true events of type digest carry counts twice a second, also when nothing happened. machine and key narrow "
                + "the changes. A process serves 100 streams at once (Events:MaxStreams); one more is answered 503.")
            .Produces<EventView>(StatusCodes.Status200OK, "text/event-stream").ProducesProblems(422, 503)
            .WithMetadata(new DisableRequestTimeoutAttribute());
        return routes;
    }

    private static async Task<IResult> StreamAsync(
        string? machine, string? key, bool? digest, EventStreams streams, EventTail tail, HttpContext http, CancellationToken cancellationToken)
    {
        if (machine is not (null or "transaction" or "batch" or "window"))
        {
            return Problems.Invalid("machine", "unknown_value", "machine must be transaction, batch or window.");
        }

        var last = http.Request.Headers["Last-Event-ID"].ToString();
        EventCursor after;
        if (last.Length == 0)
        {
            after = await tail.EndAsync(cancellationToken);
        }
        else if (!EventCursor.TryParse(last, out after))
        {
            return Problems.Invalid("Last-Event-ID", "invalid_cursor", "Last-Event-ID is not the id of an event of this stream.");
        }

        if (!streams.TryEnter())
        {
            return Problems.Unavailable(RetryAfter);
        }

        http.Response.RegisterForDispose(new Place(streams));
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(
            digest == true ? streams.DigestAsync(after, cancellationToken) : streams.FollowAsync(after, machine, key, cancellationToken));
    }

    private sealed class Place(EventStreams streams) : IDisposable
    {
        public void Dispose() => streams.Leave();
    }
}
