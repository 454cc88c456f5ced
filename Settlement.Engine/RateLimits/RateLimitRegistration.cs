using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Settlement.Engine.Redis;

namespace Settlement.Engine.RateLimits;

/// <summary>Registers <see cref="IRateLimiter"/>: over Redis where that is registered, else within the process.</summary>
public static class RateLimitRegistration
{
    public static IServiceCollection AddRateLimits(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<RateLimitOptions>().Bind(configuration.GetSection(RateLimitOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<LocalRateLimiter>();
        services.AddSingleton<IRateLimiter>(provider => provider.GetService<RedisServer>() is null
            ? provider.GetRequiredService<LocalRateLimiter>()
            : ActivatorUtilities.CreateInstance<RedisRateLimiter>(provider));
        return services;
    }
}
