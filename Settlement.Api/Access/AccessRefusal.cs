using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.Net.Http.Headers;
using Settlement.Api.Http;
using Settlement.Domain.Access;
using Settlement.Engine.Access;

namespace Settlement.Api.Access;

/// <summary>Answers who is refused: 401 says how to show who one is, 403 says which scope is missing and who has it. Refused callers are recorded.</summary>
internal sealed class AccessRefusal(ActivityLog activity) : IAuthorizationMiddlewareResultHandler
{
    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        // Where nothing is, nothing is refused: the answer is 404. Nor by the endpoints that routing itself makes for answers such as 405.
        if (authorizeResult.Succeeded || context.GetEndpoint() is not RouteEndpoint)
        {
            await next(context);
            return;
        }

        // A group of routes and a route of it may ask for a scope each: what is named is one that the caller lacks.
        var caller = context.FindCaller();
        var scope = policy.Requirements.OfType<ScopeRequirement>().LastOrDefault(asked => caller is null || !caller.Scopes.Contains(asked.Scope))?.Scope;
        if (caller is not null)
        {
            await activity.RecordAsync(
                ActivityNote.Of(caller, RecordActivity.ActionOf(context), RecordActivity.SubjectOf(context), "", ActivityOutcome.Refused, $"missing scope {NameOf(scope)}"),
                context.RequestAborted);
        }

        await AnswerAsync(context, scope);
    }

    internal static Task AnswerAsync(HttpContext context, Scope? scope) => context.FindCaller() is { } caller
        ? Forbidden(caller, scope).ExecuteAsync(context)
        : UnauthorizedAsync(context, scope);

    private static Task UnauthorizedAsync(HttpContext context, Scope? scope)
    {
        context.Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        var (code, message) = RequestCredential.Carries(context.Request)
            ? ("credential_not_good", "The session token or API key is not good, or not any more: sign in again (POST /api/v1/sessions), or ask for another key.")
            : ("credential_required", $"This needs a caller with the scope {NameOf(scope)}: sign in (POST /api/v1/sessions) and send Authorization: Bearer TOKEN, or send an X-Api-Key.");
        return new ProblemResult(StatusCodes.Status401Unauthorized, code, "Not signed in", message, [new FieldError("", code, message)])
            .ExecuteAsync(context);
    }

    private static ProblemResult Forbidden(Caller caller, Scope? scope)
    {
        var message = scope is null
            ? "This route has not been opened to anybody."
            : $"This needs the scope {NameOf(scope)}; {caller.Name} has {string.Join(", ", caller.Scopes.ToList().Select(held => NameOf(held)))}.";
        return new ProblemResult(StatusCodes.Status403Forbidden, "missing_scope", "Not allowed", message, [new FieldError("", "missing_scope", message)]);
    }

    private static string NameOf(Scope? scope) => scope?.ToString().ToLowerInvariant() ?? "of nobody";
}
