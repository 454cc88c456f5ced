using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Settlement.Engine.Access;

namespace Settlement.Api.Access;

/// <summary>
/// Finds out who makes a request, from its <c>Authorization: Bearer</c> or <c>X-Api-Key</c> header. No cookie is ever read or written, so no other site's
/// page can make a browser act with somebody's rights.
/// </summary>
internal sealed class CredentialHandler(CallerDirectory callers, DemoClientRule demo) : IAuthenticationHandler
{
    public const string Scheme = "Settlement";

    private HttpContext? context;

    public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context)
    {
        this.context = context;
        return Task.CompletedTask;
    }

    public async Task<AuthenticateResult> AuthenticateAsync()
    {
        var request = context!.Request;
        switch (RequestCredential.Read(request, out var secret))
        {
            case CredentialForm.None:
                return demo.Admits(context) ? Success(Caller.DemoClient) : AuthenticateResult.NoResult();
            case CredentialForm.Secret when await callers.FindAsync(secret, RequestCredential.IsAttended(request), context.RequestAborted) is { } caller:
                return Success(caller);
            default:
                return AuthenticateResult.Fail("not a credential that is good here");
        }
    }

    /// <summary>Refusals are answered by <see cref="AccessRefusal"/>.</summary>
    public Task ChallengeAsync(AuthenticationProperties? properties) => AccessRefusal.AnswerAsync(context!, null);

    public Task ForbidAsync(AuthenticationProperties? properties) => AccessRefusal.AnswerAsync(context!, null);

    private static AuthenticateResult Success(Caller caller) =>
        AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new CallerIdentity(caller)), Scheme));
}
