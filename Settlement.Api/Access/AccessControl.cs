using Microsoft.AspNetCore.Authorization;
using Settlement.Engine.Access;

namespace Settlement.Api.Access;

/// <summary>Who may do what over HTTP: credentials, scopes on every route, and the routes of sessions, people and keys.</summary>
public static class AccessControl
{
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddAccessStores();
        services.AddSingleton<DemoClientRule>();
        services.AddTransient<CredentialHandler>();

        // The core alone: the rest brings the key ring that protects cookies, and there are none.
        services.AddAuthenticationCore(options =>
        {
            options.DefaultScheme = CredentialHandler.Scheme;
            options.AddScheme<CredentialHandler>(CredentialHandler.Scheme, null);
        });
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessRefusal>();
        services.AddAuthorization(options => options.FallbackPolicy =
            new AuthorizationPolicyBuilder().AddRequirements(new UndeclaredRequirement()).Build());
        return services;
    }

    /// <summary>After routing: what a route asks for must be known.</summary>
    public static void UseAccess(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
    }

    public static void MapAccess(this IEndpointRouteBuilder routes)
    {
        SessionEndpoints.Map(routes);
        OwnPasswordEndpoint.Map(routes);
        OpenIdEndpoints.Map(routes);
        PeopleEndpoints.Map(routes);
        PersonSessionEndpoints.Map(routes);
        KeyEndpoints.Map(routes);
    }
}
