using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Settlement.OperatorConsole.Api;

namespace Settlement.OperatorConsole.Session;

/// <summary>What all ways of signing in share: whose form it was, the way back to the sign-in page, and the cookie.</summary>
internal static class SignInForms
{
    internal const string Page = "/sign-in";

    /// <summary>The browser says from where a form was sent; another site's form signs nobody in or out.</summary>
    internal static bool IsOwn(HttpRequest request) =>
        request.Headers.Origin.ToString() is { Length: > 0 } origin && Uri.TryCreate(origin, UriKind.Absolute, out var from)
            && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);

    internal static IResult Back(string? then, string problem) =>
        Results.LocalRedirect(QueryPath.Of(Page, ("problem", problem), ("then", Local(then))));

    internal static string Local(string? path) => path is ['/', not '/' and not '\\', ..] && !path.Any(char.IsControl) ? path : "/";

    /// <summary>Whether the browser came over https: to this process, or to the proxy before it.</summary>
    internal static bool IsSecure(HttpContext http) =>
        http.Request.IsHttps || http.RequestServices.GetRequiredService<IOptions<ConsoleOptions>>().Value.TlsEndedByProxy;

    /// <summary>The session's token, where no script can read it and no other site can use it.</summary>
    internal static void KeepToken(HttpContext http, string token, DateTimeOffset expiresAt) => http.Response.Cookies.Append(Visitor.TokenCookie, token, new CookieOptions
    {
        HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = IsSecure(http), Expires = expiresAt, Path = "/",
    });
}
