using Settlement.Api.Access;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Engine.Leadership;

namespace Settlement.Api.Engines;

/// <summary>Which engines run, and which of them has which duty.</summary>
public static class EngineEndpoints
{
    private const string Example = """
        {"leases_kept_in":"postgres",
         "items":[{"engine_id":"host-4711-1f3a","status":"live","started_at":"2026-11-23T06:00:00Z","seen_at":"2026-11-23T07:30:00.25Z","stopped_at":null,
                   "leases":["intake","planning"]}],
         "leases":[{"lease":"intake","holder":"host-4711-1f3a","token":3,"held_since":"2026-11-23T06:00:00.5Z","terms":3}]}
        """;

    public static IEndpointRouteBuilder MapEngines(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/engines", async (LeadershipReader reader, CancellationToken cancellationToken) =>
                TypedResults.Ok(await reader.ReadAsync(cancellationToken)))
            .RequireScope(Scope.Read)
            .WithName("listEngines").WithTags("Operations").WithSummary("The engines of the last hour, and who holds which lease with which fencing token")
            .WithAnswerExample(200, Example);
        return routes;
    }
}
