using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Settlement.Engine.Liquidity;

public static class LiquidityRegistration
{
    /// <summary>History, forecasts and their training. Wants the database; the schedule that trains is registered with the other jobs.</summary>
    public static IServiceCollection AddLiquidity(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<LiquidityOptions>().Bind(configuration.GetSection(LiquidityOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<LiquidityHistory>();
        services.AddSingleton<ForecastStore>();
        services.AddSingleton<PastForecasts>();
        services.AddSingleton<LiquidityForecasts>();
        services.AddSingleton<LiquidityTraining>();
        services.AddSingleton<IntradayLiquidity>();
        services.AddSingleton<DayFunds>();
        return services;
    }
}
