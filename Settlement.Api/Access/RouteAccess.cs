using Microsoft.AspNetCore.Authorization;
using Settlement.Domain.Access;
using Settlement.Engine.Access;

namespace Settlement.Api.Access;

/// <summary>
/// What each route asks of its caller. A route that says nothing is denied to everybody; a test walks all routes.
/// </summary>
public static class RouteAccess
{
    private static readonly AuthorizationPolicy[] Policies =
        [.. Enum.GetValues<Scope>().Select(scope => new AuthorizationPolicyBuilder().AddRequirements(new ScopeRequirement(scope)).Build())];

    /// <summary>The route serves callers that have the scope.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder endpoint, Scope scope)
        where TBuilder : IEndpointConventionBuilder
    {
        // The policy itself and no [Authorize]: a host without access control, as in a test of one feature, serves the route.
        endpoint.WithMetadata(Policies[(int)scope], new RouteGrant(scope));
        return endpoint;
    }

    /// <summary>The route serves everybody, with or without a credential.</summary>
    /// <param name="why">For the reader: why this is safe.</param>
    public static TBuilder AllowAnyone<TBuilder>(this TBuilder endpoint, string why)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentException.ThrowIfNullOrEmpty(why);
        endpoint.WithMetadata(new RouteGrant(null, why), new AllowAnonymousAttribute());
        return endpoint;
    }

    /// <summary>Metrics name no participant and no amount: open where the option says so, else for callers that may read.</summary>
    public static TBuilder OpenByOption<TBuilder>(this TBuilder endpoint, IServiceProvider services)
        where TBuilder : IEndpointConventionBuilder => services.GetService<AccessPolicy>() is { HasOpenMetrics: false }
            ? endpoint.RequireScope(Scope.Read)
            : endpoint.AllowAnyone("Access:OpenMetrics says so");
}

/// <summary>Endpoint metadata: which scope a route asks for; null for one that is open to everybody, with the reason.</summary>
public sealed record RouteGrant(Scope? Scope, string? Why = null);
