using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Settlement.Engine.Signals;

namespace Settlement.Engine.Actions;

public static class ActionsRegistration
{
    /// <summary>The key of the <see cref="WakeSignal"/> that tells the runner of new work.</summary>
    internal const string Signal = "actions";

    /// <summary>What previews, executes and shows operators' actions; each feature adds its kinds as <see cref="IOperatorAction"/>.</summary>
    public static IServiceCollection AddOperatorActions(this IServiceCollection services)
    {
        services.AddOptions<ActionOptions>().BindConfiguration(ActionOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<ActionOptions>, ActionOptionsRules>();
        services.AddKeyedSingleton<WakeSignal>(Signal);
        services.AddSingleton<FourEyes>();
        services.AddSingleton<ActionStore>();
        services.AddSingleton<ActionClaims>();
        services.AddSingleton<ActionDesk>();
        return services;
    }

    /// <summary>The engine's part: doing them.</summary>
    public static IServiceCollection AddActionRunner(this IServiceCollection services) => services.AddHostedService<ActionRunner>();
}
