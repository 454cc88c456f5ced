using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Settlement.Engine.Risk.Alerts;
using Settlement.Engine.Risk.Intraday;
using Settlement.Engine.Risk.Stress;

namespace Settlement.Engine.Risk;

public static class RiskRegistration
{
    /// <summary>Exposures for whoever asks. Wants the database and reference data.</summary>
    public static IServiceCollection AddRisk(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RiskOptions>().Bind(configuration.GetSection(RiskOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RiskReader>();
        services.AddSingleton<RiskView>();
        services.AddSingleton<RuleBook>();
        services.AddSingleton<AlertStore>();
        services.AddSingleton<AlertWatch>();
        services.AddSingleton<StressTest>();
        services.AddSingleton<IntradayMonitor>();
        return services;
    }

    /// <summary>The watch that raises alerts: one host suffices, several do no harm.</summary>
    public static IServiceCollection AddAlertWatch(this IServiceCollection services) =>
        services.AddHostedService(provider => provider.GetRequiredService<AlertWatch>());
}
