using Settlement.Api.Access;
using Settlement.Domain.Access;
using Settlement.Domain.Jobs;
using Settlement.Engine.Jobs;

namespace Settlement.Api.Jobs;

/// <summary>What runs by the clock. Running one now is the action <c>run_job</c>.</summary>
internal static class JobEndpoints
{
    public static IEndpointRouteBuilder MapJobs(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/jobs", async (JobStore jobs, CancellationToken cancellationToken) =>
                TypedResults.Ok(new Page<ScheduledJob>(await jobs.ListAsync(cancellationToken), null)))
            .RequireScope(Scope.Read)
            .WithName("listJobs").WithTags("Jobs").WithSummary("Scheduled jobs: when each runs next, how its last runs went, and what was missed")
            .WithDescription("Run now with the action run_job.");
        return routes;
    }
}
