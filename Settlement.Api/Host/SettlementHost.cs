using Microsoft.Extensions.DependencyInjection.Extensions;
using Settlement.Api.Health;
using Settlement.Api.Http;
using Settlement.Api.Metrics;
using Settlement.Api.OpenApi;

namespace Settlement.Api.Host;

/// <summary>The composition root: which features a host has, and the order of what a request passes through.</summary>
public static class SettlementHost
{
    /// <summary>Builds the host without starting it.</summary>
    public static Task<WebApplication> BuildAsync(ServeOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddEnvironmentVariables(HostConfiguration.EnvironmentPrefix);
        builder.UseQuietConsole(options.Verbose);
        builder.UseServer(options);

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(options);
        builder.Services.AddApiConventions();
        builder.Services.AddSettlementMetrics();
        builder.Services.AddHealth();
        builder.Services.AddApiDescription();

        var app = builder.Build();
        app.UseApiConventions();
        app.MapMetrics();
        app.MapHealth();
        if (options.Roles.HasFlag(HostRoles.Api))
        {
            app.MapApiDescription();
        }

        return Task.FromResult(app);
    }
}
