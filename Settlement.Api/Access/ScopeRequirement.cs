using Microsoft.AspNetCore.Authorization;
using Settlement.Domain.Access;

namespace Settlement.Api.Access;

/// <summary>Holds for a caller that has the scope.</summary>
internal sealed class ScopeRequirement(Scope scope) : AuthorizationHandler<ScopeRequirement>, IAuthorizationRequirement
{
    public Scope Scope => scope;

    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement)
    {
        if (context.User.Identity is CallerIdentity { Caller: var caller } && caller.Scopes.Contains(requirement.Scope))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}

/// <summary>Holds for nobody: what a route gets that does not say whom it serves.</summary>
internal sealed class UndeclaredRequirement : IAuthorizationRequirement;
