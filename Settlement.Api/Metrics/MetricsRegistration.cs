using Microsoft.Extensions.DependencyInjection.Extensions;
using Settlement.Api.Access;
using Settlement.Engine.Metrics;

namespace Settlement.Api.Metrics;

/// <summary>Counts what the engine, the web server and the runtime do, and shows it at <c>/metrics</c>.</summary>
public static class MetricsRegistration
{
    public static IServiceCollection AddSettlementMetrics(this IServiceCollection services)
    {
        services.TryAddSingleton<SettlementMetrics>(_ => new SettlementMetrics());
        services.TryAddSingleton(_ => new PrometheusScrape(
            SettlementMetrics.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"));
        return services;
    }

    public static IEndpointRouteBuilder MapMetrics(this IEndpointRouteBuilder routes)
    {
        // Made now and not at the first scrape: what is counted before an exporter listens is lost.
        _ = routes.ServiceProvider.GetRequiredService<PrometheusScrape>();
        _ = routes.ServiceProvider.GetRequiredService<SettlementMetrics>();
        routes.MapGet("/metrics", (PrometheusScrape scrape) => Results.Text(scrape.Collect(), PrometheusFormat.ContentType))
            .OpenByOption(routes.ServiceProvider)
            .WithName("getMetrics")
            .WithTags("Operations")
            .WithSummary("Metrics in Prometheus' text format")
            .Produces<string>(StatusCodes.Status200OK, "text/plain")
            .DisableHttpMetrics();
        return routes;
    }
}
