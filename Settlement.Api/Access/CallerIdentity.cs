using System.Security.Claims;
using Settlement.Engine.Access;

namespace Settlement.Api.Access;

/// <summary>A <see cref="Caller"/> as ASP.NET Core carries it with a request.</summary>
internal sealed class CallerIdentity(Caller caller)
    : ClaimsIdentity([new Claim(ClaimTypes.Name, caller.Name)], CredentialHandler.Scheme)
{
    public Caller Caller => caller;
}

/// <summary>Who makes the request at hand.</summary>
internal static class RequestCaller
{
    /// <summary>Null where the route is open to everybody and no credential came, and on a host without access control.</summary>
    public static Caller? FindCaller(this HttpContext context) => (context.User.Identity as CallerIdentity)?.Caller;

    /// <summary>The caller of a route that asks for a scope; the demo client on a host without access control, as in a test of one feature.</summary>
    public static Caller GetCaller(this HttpContext context) => context.FindCaller() ?? Caller.DemoClient;
}
