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
        if (!SignInForms.IsOwn(http.Request))
        {
            return SignInForms.Back(then, "foreign");
        }

        try
        {
            using var content = JsonContent.Create(new Dictionary<string, string>(StringComparer.Ordinal) { ["name"] = name, ["password"] = password });
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(api.RequestTimeout);
            using var answer = await api.Client.PostAsync(new Uri(api.Address, Sessions), content, timeout.Token);
            if (!answer.IsSuccessStatusCode)
            {
                return SignInForms.Back(then, answer.StatusCode switch
                {
                    System.Net.HttpStatusCode.Unauthorized or System.Net.HttpStatusCode.UnprocessableEntity => "wrong",
                    System.Net.HttpStatusCode.Forbidden or System.Net.HttpStatusCode.Locked or System.Net.HttpStatusCode.TooManyRequests => "locked",
                    System.Net.HttpStatusCode.NotFound => "missing",
                    _ => "unavailable",
                });
            }

            var session = await answer.Content.ReadFromJsonAsync<JsonElement>(timeout.Token);
            SignInForms.KeepToken(http, session.GetProperty("token").GetString()!, session.GetProperty("expires_at").GetDateTimeOffset());
            return Results.LocalRedirect(SignInForms.Local(then));
        }
        catch (HttpRequestException)
        {
            return SignInForms.Back(then, "unavailable");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return SignInForms.Back(then, "unavailable");
        }
    }

    private static async Task<IResult> SignOutAsync(HttpContext http, ApiConnection api, CancellationToken cancellationToken)
    {
        if (SignInForms.IsOwn(http.Request) && http.Request.Cookies[Visitor.TokenCookie] is { Length: > 0 } token)
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

        return Results.LocalRedirect(SignInForms.Page + "?out=1");
    }
}
