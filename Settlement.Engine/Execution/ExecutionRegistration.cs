using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Settlement.Engine.Execution.Simulation;
using Settlement.Engine.Metrics;

namespace Settlement.Engine.Execution;

/// <summary>Registers execution over simulated rails, one per configured region. Needs the database's data source for hot statements.</summary>
public static class ExecutionRegistration
{
    public static IServiceCollection AddExecution(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(ExecutionOptions.Section);
        services.AddOptions<ExecutionOptions>().Bind(section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<FaultPlan>().Bind(configuration.GetSection(FaultPlan.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SettlementMetrics>();
        services.TryAddSingleton<IWireStore, PostgresWireStore>();
        services.TryAddSingleton<SimulatedNetwork>();
        services.TryAddSingleton<BackOff>();
        services.TryAddSingleton<WireRules>();
        services.TryAddSingleton<RegionDesk>();
        services.TryAddSingleton<IExecutionStage, ExecutionStage>();
        var settings = new ExecutionOptions();
        section.Bind(settings);
        foreach (var region in settings.RegionList())
        {
            services.AddSingleton<IRail>(provider => new SimulatedRail(
                region, provider.GetRequiredService<SimulatedNetwork>(), provider.GetRequiredService<IOptions<FaultPlan>>(),
                provider.GetRequiredService<TimeProvider>()));
        }

        return services;
    }
}
