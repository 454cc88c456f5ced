using Microsoft.Extensions.DependencyInjection;

namespace Settlement.Engine.Actions;

public static class ActionsRegistration
{
    /// <summary>What previews, executes and shows operators' actions; each feature adds its kinds as <see cref="IOperatorAction"/>.</summary>
    public static IServiceCollection AddOperatorActions(this IServiceCollection services)
    {
        services.AddOptions<ActionOptions>().BindConfiguration(ActionOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ActionSignal>();
        services.AddSingleton<FourEyes>();
        services.AddSingleton<ActionStore>();
        services.AddSingleton<ActionClaims>();
        services.AddSingleton<ActionDesk>();
        return services;
    }

    /// <summary>The engine's part: doing them.</summary>
    public static IServiceCollection AddActionRunner(this IServiceCollection services) => services.AddHostedService<ActionRunner>();
}
