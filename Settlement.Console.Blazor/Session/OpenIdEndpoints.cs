using System.Net.Http.Json;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Settlement.Domain.Access;
using Settlement.OperatorConsole.Api;

namespace Settlement.OperatorConsole.Session;

/// <summary>
/// Signing in with the identity provider: sends the browser there, and hands what it comes back with to the API. What ties the two together stays in a cookie of this
/// browser, so that nobody can sign it in as somebody else by a link.
/// </summary>
internal static class OpenIdEndpoints
{
    internal const string BeginForm = "/session/openid";
    private const string Return = "/session/openid/return";
    private const string Cookie = "settlement_openid";
    private const string Begin = "/api/v1/sessions/openid";
    private const string Complete = "/api/v1/sessions/openid/complete";

    /// <summary>As long as a sign-in may take at most.</summary>
    private static readonly TimeSpan CookieAge = TimeSpan.FromHours(1);

    internal static void MapConsoleOpenId(this IEndpointRouteBuilder routes, Action<IEndpointConventionBuilder> open)
    {
        open(routes.MapPost(BeginForm, BeginAsync).ExcludeFromDescription().DisableAntiforgery());
        open(routes.MapGet(Return, ReturnAsync).ExcludeFromDescription());
    }

    private static async Task<IResult> BeginAsync([FromForm] string? then, HttpContext http, ApiConnection api, CancellationToken cancellationToken)
    {
        if (!SignInForms.IsOwn(http.Request))
        {
            return SignInForms.Back(then, "foreign");
        }

        var (start, problem) = await PostAsync<OpenIdSignInStart>(api, Begin, new { }, cancellationToken);
        if (start is null)
        {
            return SignInForms.Back(then, problem);
        }

        // Lax and not Strict: the provider's page sends the browser back, and the cookie must come with it.
        http.Response.Cookies.Append(Cookie, start.Browser + " " + Uri.EscapeDataString(SignInForms.Local(then)), new CookieOptions
        {
            HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = SignInForms.IsSecure(http), MaxAge = CookieAge, Path = BeginForm,
        });
        return Results.Redirect(start.AuthorizationUrl);
    }

    private static async Task<IResult> ReturnAsync(string? code, string? state, string? iss, string? error, HttpContext http, ApiConnection api, CancellationToken cancellationToken)
    {
        var kept = http.Request.Cookies[Cookie]?.Split(' ');
        http.Response.Cookies.Delete(Cookie, new CookieOptions { Path = BeginForm });
        http.Response.Headers.CacheControl = "no-store";
        if (kept is not [var browser, var escaped])
        {
            return SignInForms.Back(null, "flow_unknown");
        }

        var then = Uri.UnescapeDataString(escaped);
        if (error is not null)
        {
            return SignInForms.Back(then, error == "access_denied" ? "denied" : "token_refused");
        }

        if (string.IsNullOrEmpty(code) || string.IsNullOrEmpty(state))
        {
            return SignInForms.Back(then, "incomplete");
        }

        var (session, problem) = await PostAsync<Domain.Access.Session>(api, Complete, new { state, code, browser, issuer = iss }, cancellationToken);
        if (session is not { Token: { } token, ExpiresAt: { } expiresAt })
        {
            return SignInForms.Back(then, problem);
        }

        SignInForms.KeepToken(http, token, expiresAt);

        // A page that goes on by itself, and no redirect: a redirect would still be the other site's navigation, which the session's cookie is not sent with.
        var target = HtmlEncoder.Default.Encode(SignInForms.Local(then));
        return Results.Content(
            $"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Signed in</title><meta http-equiv="refresh" content="0;url={target}"></head><body><a href="{target}">Go on</a></body></html>""",
            "text/html; charset=utf-8");
    }

    /// <summary>The answer, or the problem's code for the sign-in page.</summary>
    private static async Task<(T? Answer, string Problem)> PostAsync<T>(ApiConnection api, string path, object body, CancellationToken cancellationToken)
        where T : class
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(api.RequestTimeout + api.RequestTimeout);
        try
        {
            using var content = JsonContent.Create(body, body.GetType(), options: ApiConnection.Json);
            using var answer = await api.Client.PostAsync(new Uri(api.Address, path), content, timeout.Token);
            if (answer.IsSuccessStatusCode)
            {
                return (await answer.Content.ReadFromJsonAsync<T>(ApiConnection.Json, timeout.Token), "unavailable");
            }

            var problem = await answer.Content.ReadFromJsonAsync<Domain.Answers.Problem>(ApiConnection.Json, timeout.Token);
            return (null, problem?.Errors is [var first, ..] ? first.Code : "provider_unavailable");
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (null, "unavailable");
        }
    }
}
