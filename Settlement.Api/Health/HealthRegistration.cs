using Microsoft.Extensions.DependencyInjection.Extensions;
using Settlement.Api.Access;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Domain.Health;

namespace Settlement.Api.Health;

/// <summary>Says whether the service can accept payments, and what ails which part.</summary>
public static class HealthRegistration
{
    public static IServiceCollection AddHealth(this IServiceCollection services)
    {
        services.TryAddSingleton<HealthMonitor>();
        return services;
    }

    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health", async (HealthMonitor monitor, CancellationToken cancellationToken) =>
            {
                var report = await monitor.ReportAsync(cancellationToken);
                return Results.Json(HealthMonitor.Summarize(report), statusCode: StatusOf(report));
            })
            .AllowAnyone("load balancers ask it; it names nothing")
            .WithName("getHealth")
            .WithTags("Operations")
            .WithSummary("Whether payments can be accepted")
            .Produces<HealthSummary>()
            .Produces<HealthSummary>(StatusCodes.Status503ServiceUnavailable)
            .WithAnswerExample(200, """{"status":"healthy","service":"settlement-engine","version":"1.0.0"}""");

        routes.MapGet("/api/v1/metrics/health", async (HealthMonitor monitor, CancellationToken cancellationToken) =>
            {
                var report = await monitor.ReportAsync(cancellationToken);
                return Results.Json(report, statusCode: StatusOf(report));
            })
            .RequireScope(Scope.Read)
            .WithName("getHealthReport")
            .WithTags("Operations")
            .WithSummary("Each part of the service, its state, and since when")
            .Produces<HealthReport>()
            .Produces<HealthReport>(StatusCodes.Status503ServiceUnavailable);
        return routes;
    }

    private static int StatusOf(HealthReport report) =>
        report.Status is HealthMonitor.Healthy or HealthMonitor.Degraded ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
}
