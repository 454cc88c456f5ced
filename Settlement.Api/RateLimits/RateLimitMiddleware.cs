using System.Globalization;
using Microsoft.Extensions.Options;
using Settlement.Api.Access;
using Settlement.Api.Http;
using Settlement.Domain.Access;
using Settlement.Engine.RateLimits;

namespace Settlement.Api.RateLimits;

/// <summary>Answers 429 with Retry-After to a client that submits faster than its allowance. Routes that submit are those that ask for that scope.</summary>
internal static class RateLimitMiddleware
{
    /// <summary>After access control, which knows who calls. Costs nothing where there is no limit.</summary>
    public static void UseRateLimits(this WebApplication app)
    {
        if (app.Services.GetService<IOptions<RateLimitOptions>>()?.Value is not { PerSecond: > 0 })
        {
            return;
        }

        var limiter = app.Services.GetRequiredService<IRateLimiter>();
        app.Use(async (context, next) =>
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<RouteGrant>()?.Scope is Scope.Submit && await limiter.FindDelayAsync(ClientOf(context)) is { } delay)
            {
                context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(delay.TotalSeconds)).ToString("0", CultureInfo.InvariantCulture);
                await Problems.TooManyRequests().ExecuteAsync(context);
                return;
            }

            await next(context);
        });
    }

    /// <summary>The key's or person's name; the remote address of a demo client, of whom there are many.</summary>
    private static string ClientOf(HttpContext context) =>
        context.FindCaller() is { Kind: not CallerKind.DemoClient } caller ? $"caller:{caller.Kind}:{caller.Name}" : $"address:{context.Connection.RemoteIpAddress}";
}
