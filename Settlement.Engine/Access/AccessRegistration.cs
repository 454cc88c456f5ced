using Microsoft.Extensions.DependencyInjection;
using Settlement.Engine.Access.OpenId;

namespace Settlement.Engine.Access;

public static class AccessRegistration
{
    /// <summary>People, sessions, API keys and the activity over the database; the host adds what speaks HTTP.</summary>
    public static IServiceCollection AddAccessStores(this IServiceCollection services)
    {
        services.AddOptions<AccessOptions>().BindConfiguration(AccessOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<AccessPolicy>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<PeopleStore>();
        services.AddSingleton<CredentialStore>();
        services.AddSingleton<KeyUse>();
        services.AddHostedService(provider => provider.GetRequiredService<KeyUse>());
        services.AddSingleton<CallerDirectory>();
        services.AddSingleton<ActivityLog>();
        services.AddSingleton<Independence>();
        services.AddSingleton<PersonChanges>();
        services.AddSingleton<ApiKeyStore>();
        services.AddSingleton<SignIn>();
        services.AddSingleton<OwnPassword>();
        services.AddSingleton<SessionStore>();
        services.AddOpenId();
        services.AddHostedService<FirstPeople>();
        return services;
    }
}
