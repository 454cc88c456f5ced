using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Settlement.Engine.Risk;

public static class RiskRegistration
{
    /// <summary>Exposures for whoever asks. Wants the database and reference data.</summary>
    public static IServiceCollection AddRisk(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RiskOptions>().Bind(configuration.GetSection(RiskOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<RiskReader>();
        services.AddSingleton<RiskView>();
        return services;
    }
}
