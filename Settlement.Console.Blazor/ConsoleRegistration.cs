using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Settlement.OperatorConsole.Api;
using Settlement.OperatorConsole.Assets;
using Settlement.OperatorConsole.Live;
using Settlement.OperatorConsole.Session;

namespace Settlement.OperatorConsole;

/// <summary>The operations console: pages that show and do what the public API offers, and nothing that it does not.</summary>
public static class ConsoleRegistration
{
    /// <summary>A page sends what it was rendered from back when it comes alive; the largest is a list of 500 rows.</summary>
    private const long MaxMessageBytes = 1 << 20;

    public static IServiceCollection AddOperatorConsole(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var section = configuration.GetSection(ConsoleOptions.Section);
        services.AddOptions<ConsoleOptions>().Bind(section)
            .Configure(options => options.TlsEndedByProxy = configuration.GetValue("Access:TlsEndedByProxy", false))
            .Validate(
                options => options.IsValid,
                "Console:ApiAddress must be an http or https address, TimeoutSeconds from 1 to 60, MaxLostCircuits from 0 to 10000.")
            .ValidateOnStart();
        services.AddRazorComponents()
            .AddInteractiveServerComponents(circuits => circuits.DisconnectedCircuitMaxRetained = section.GetValue("MaxLostCircuits", 100))
            .AddHubOptions(hub => hub.MaximumReceiveMessageSize = MaxMessageBytes);

        // A page belongs to the process that rendered it; after a restart the browser loads it again. So the keys need not outlive the process.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<EmbeddedAssets>();
        services.AddSingleton<ApiConnection>();
        services.AddScoped<ApiClient>();
        services.AddScoped<OperatorSession>();
        services.AddScoped<CurrentPerson>();
        services.AddScoped<LiveFeed>();
        return services;
    }

    /// <summary>Serves the console at the root. Comes after the API's own routes and leaves everything below /api to them.</summary>
    /// <param name="open">Declares a route open to everybody, by the host's own rules: pages show only what the API answers to their visitor.</param>
    public static WebApplication UseOperatorConsole(this WebApplication app, Action<IEndpointConventionBuilder> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        app.UseConsoleVisitor();
        app.UseAntiforgery();
        app.MapConsoleAssets(open);
        app.MapConsoleSession(open);
        app.MapConsoleOpenId(open);
        app.MapConsoleDownloads(open);
        open(app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = "'none'"));
        return app;
    }
}
