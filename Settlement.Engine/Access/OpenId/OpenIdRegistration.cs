using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Settlement.Engine.Access.OpenId;

public static class OpenIdRegistration
{
    /// <summary>Signing in with an identity provider; without configuration it is off and costs nothing.</summary>
    public static IServiceCollection AddOpenId(this IServiceCollection services)
    {
        services.AddOptions<OpenIdOptions>().BindConfiguration(OpenIdOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<OpenIdOptions>, OpenIdOptionsRules>();
        services.AddSingleton<OpenIdProvider>();
        services.AddSingleton<OpenIdFlows>();
        services.AddSingleton<IdTokenCheck>();
        services.AddSingleton<OpenIdPeople>();
        services.AddSingleton<OpenIdSignIn>();
        return services;
    }
}
