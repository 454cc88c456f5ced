using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Settlement.OperatorConsole.Session;

/// <summary>
/// What a browser tells of itself by cookies: the session's token and how its person likes to see things. The pages get it as the request's
/// user, because that is what Blazor hands from the request to the page that comes alive. It never reaches the API's own routes: they know
/// no cookies, so no other site can use them through a browser.
/// </summary>
internal static class Visitor
{
    internal const string TokenCookie = "settlement_session";
    internal const string ZoneCookie = "settlement_zone";
    internal const string ThemeCookie = "settlement_theme";
    private const string NotFoundPath = "/not-found";

    /// <summary>Longer values are none of ours.</summary>
    private const int MaxCookieLength = 512;

    internal static void UseConsoleVisitor(this WebApplication app) => app.Use(static (context, next) =>
    {
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            return next(context);
        }

        if (context.GetEndpoint() is null && IsPerson(context.Request))
        {
            context.Response.Redirect(Api.QueryPath.Of(NotFoundPath, ("at", context.Request.Path)));
            return Task.CompletedTask;
        }

        context.User = Read(context.Request.Cookies);
        return next(context);
    });

    /// <summary>Somebody who typed an address is shown a page; a program gets the API's own answer.</summary>
    private static bool IsPerson(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static ClaimsPrincipal Read(IRequestCookieCollection cookies)
    {
        var claims = new[] { TokenCookie, ZoneCookie, ThemeCookie }
            .Select(name => (Name: name, Value: cookies[name]))
            .Where(cookie => cookie.Value is { Length: > 0 and <= MaxCookieLength } value && !value.Any(char.IsControl))
            .Select(cookie => new Claim(cookie.Name, cookie.Value!));
        return new ClaimsPrincipal(new ClaimsIdentity(claims));
    }
}
