using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Settlement.OperatorConsole.Api;

namespace Settlement.OperatorConsole.Session;

/// <summary>Signing in and out: plain form posts, so that the token goes into a cookie that no script can read.</summary>
internal static class SessionEndpoints
{
    internal const string SignInPath = "/sign-in";
    private const string SignInForm = "/session/sign-in";
    private const string SignOutForm = "/session/sign-out";
    private const string Sessions = "/api/v1/sessions";

    internal static void MapConsoleSession(this IEndpointRouteBuilder routes, Action<IEndpointConventionBuilder> open)
    {
        open(routes.MapPost(SignInForm, SignInAsync).ExcludeFromDescription().DisableAntiforgery());
        open(routes.MapPost(SignOutForm, SignOutAsync).ExcludeFromDescription().DisableAntiforgery());
    }

    private static async Task<IResult> SignInAsync(
        [FromForm] string name, [FromForm] string password, [FromForm] string? then, HttpContext http, ApiConnection api, CancellationToken cancellationToken)
    {
        if (!IsOwnForm(http.Request))
        {
            return Back(then, "foreign");
        }

        try
        {
            using var content = JsonContent.Create(new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = name, ["password"] = password });
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(api.RequestTimeout);
            using var answer = await api.Client.PostAsync(new Uri(api.Address, Sessions), content, timeout.Token);
            if (!answer.IsSuccessStatusCode)
            {
                return Back(then, answer.StatusCode switch
                {
                    System.Net.HttpStatusCode.Unauthorized or System.Net.HttpStatusCode.UnprocessableEntity => "wrong",
                    System.Net.HttpStatusCode.Forbidden or System.Net.HttpStatusCode.Locked or System.Net.HttpStatusCode.TooManyRequests => "locked",
                    System.Net.HttpStatusCode.NotFound => "missing",
                    _ => "unavailable",
                });
            }

            var session = await answer.Content.ReadFromJsonAsync<JsonElement>(timeout.Token);
            http.Response.Cookies.Append(Visitor.TokenCookie, session.GetProperty("token").GetString()!, new CookieOptions
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Strict,
                Secure = http.Request.IsHttps,
                Expires = session.GetProperty("expires_at").GetDateTimeOffset(),
                Path = "/",
            });
            return Results.LocalRedirect(Local(then));
        }
        catch (HttpRequestException)
        {
            return Back(then, "unavailable");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Back(then, "unavailable");
        }
    }

    private static async Task<IResult> SignOutAsync(HttpContext http, ApiConnection api, CancellationToken cancellationToken)
    {
        if (IsOwnForm(http.Request) && http.Request.Cookies[Visitor.TokenCookie] is { Length: > 0 } token)
        {
            http.Response.Cookies.Delete(Visitor.TokenCookie, new CookieOptions { Path = "/" });
            using var request = new HttpRequestMessage(HttpMethod.Delete, new Uri(api.Address, Sessions + "/current"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            try
            {
                using var answer = await api.Client.SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException)
            {
                // The cookie is gone; the session ends by its own expiry.
            }
        }

        return Results.LocalRedirect(SignInPath);
    }

    /// <summary>The browser says from where a form was sent; another site's form signs nobody in or out.</summary>
    private static bool IsOwnForm(HttpRequest request) =>
        request.Headers.Origin.ToString() is { Length: > 0 } origin && Uri.TryCreate(origin, UriKind.Absolute, out var from)
            && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);

    private static IResult Back(string? then, string problem) =>
        Results.LocalRedirect(QueryPath.Of(SignInPath, ("problem", problem), ("then", Local(then))));

    private static string Local(string? path) => path is ['/', not '/' and not '\\', ..] && !path.Any(char.IsControl) ? path : "/";
}
