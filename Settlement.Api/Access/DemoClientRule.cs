using System.Net;
using Microsoft.Net.Http.Headers;
using Settlement.Engine.Access;

namespace Settlement.Api.Access;

/// <summary>
/// When a request counts as made on this machine, by somebody who sits at it: what demo mode opens is open to no one else. A request that a proxy
/// passed on is not, nor one that a page of another site made a browser send.
/// </summary>
internal sealed class DemoClientRule(AccessPolicy policy)
{
    private static readonly string[] ProxyHeaders = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via"];

    public bool Admits(HttpContext context) => policy.IsDemo && IsLocal(context) && !IsPassedOn(context.Request) && !IsOfAnotherSite(context.Request);

    private static bool IsLocal(HttpContext context) => context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);

    private static bool IsPassedOn(HttpRequest request)
    {
        foreach (var header in ProxyHeaders)
        {
            if (request.Headers.ContainsKey(header))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Browsers name the page that made a request: <c>Sec-Fetch-Site</c>, and <c>Origin</c> whenever it is not a plain look.</summary>
    private static bool IsOfAnotherSite(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"];
        if (site.Count > 0 && site[0] is not ("same-origin" or "none"))
        {
            return true;
        }

        var origin = request.Headers[HeaderNames.Origin];
        return origin.Count > 0 && !string.Equals(origin[0], $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}
