using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Settlement.Api.Access;
using Settlement.Api.Host;
using Settlement.Domain.Access;
using Xunit;

namespace Settlement.Tests.Access;

/// <summary>Walks every route that the host serves: none is open by oversight, and each is refused to whom it does not serve.</summary>
public sealed partial class RouteWalkTests(ProductionHost production) : IClassFixture<ProductionHost>
{
    /// <summary>Routes that are open to everybody, each on purpose.</summary>
    private static readonly string[] Open = ["GET /api/v1/sessions/methods", "GET /health", "GET /openapi/{documentName}.json", "POST /api/v1/sessions", "POST /api/v1/sessions/openid", "POST /api/v1/sessions/openid/complete"];

    private static readonly string[] Prefixes = ["/api/", "/health", "/metrics", "/openapi/"];

    public static TheoryData<Role> Roles() => [.. Enum.GetValues<Role>()];

    [Fact]
    public void Every_route_says_whom_it_serves()
    {
        var silent = Routes().Where(route => route.Grant is null).Select(route => route.Name);

        Assert.Empty(silent);
        Assert.True(Routes().Count > 40, "the walk found too few routes to be all of them");
    }

    [Fact]
    public void Only_the_named_routes_and_the_console_are_open_to_everybody()
    {
        var open = Routes().Where(route => route.Grant is { Scope: null }).ToList();

        Assert.Equal(Open, open.Where(route => route.Grant!.Why != SettlementHost.ConsoleIsOpen).Select(route => route.Name).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(open, route => route.Grant!.Why == SettlementHost.ConsoleIsOpen && route.Pattern.StartsWith("/api", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Whatever_changes_something_asks_for_more_than_read() => Assert.Equal(
        ["DELETE /api/v1/sessions/current", "PUT /api/v1/sessions/current/password"],
        Routes().Where(route => route.Grant is { Scope: Scope.Read } && route.Method is not ("GET" or "HEAD")).Select(route => route.Name));

    /// <summary>Routes that write their record themselves, in the commit of what they change; payments stand in the intake log.</summary>
    private static readonly string[] RecordedThemselves =
    [
        "DELETE /api/v1/sessions/current", "PATCH /api/v1/keys/{id}", "PATCH /api/v1/people/{name}", "POST /api/v1/actions", "POST /api/v1/actions/{id}/approve",
        "POST /api/v1/actions/{id}/cancel", "POST /api/v1/actions/{id}/execute", "POST /api/v1/actions/{id}/refuse", "POST /api/v1/keys", "POST /api/v1/people",
        "POST /api/v1/people/{name}/sessions/end", "POST /api/v1/transactions", "POST /api/v1/transactions/batch", "PUT /api/v1/sessions/current/password",
    ];

    [Fact]
    public void Whatever_changes_something_is_recorded() => Assert.Equal(
        RecordedThemselves,
        Routes().Where(route => route.Grant is { Scope: not null } && route.Method is not ("GET" or "HEAD") && !route.IsRecorded).Select(route => route.Name).Order(StringComparer.Ordinal));

    [Fact]
    public async Task Without_a_credential_every_other_route_answers_401()
    {
        using var stranger = new Visitor(production.Host);
        foreach (var route in Routes().Where(route => route.Grant!.Scope is not null))
        {
            var answer = await stranger.SendAsync(route.Method, route.Path, route.Body);

            Assert.True(answer.Status == HttpStatusCode.Unauthorized, $"{route.Name} answered a stranger: {answer}");
            Assert.Equal(("", "credential_required"), answer.OnlyError());
        }
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task Each_role_is_refused_what_it_has_no_scope_for_and_nothing_else(Role role)
    {
        using var person = await production.SignInAsync(role.ToString().ToLowerInvariant());
        foreach (var route in Routes().Where(route => route.Name != "DELETE /api/v1/sessions/current" && route.Grant!.Scope is not null))
        {
            var answer = await person.SendAsync(route.Method, route.Path, route.Body);

            if (RoleScopes.Of(role).Contains(route.Grant!.Scope!.Value))
            {
                Assert.True(answer.Status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.InternalServerError), $"{route.Name}: {answer}");
            }
            else
            {
                Assert.True(answer.Status == HttpStatusCode.Forbidden, $"{route.Name} answered a {role}: {answer}");
                Assert.Equal(("", "missing_scope"), answer.OnlyError());
                Assert.Contains($"scope {route.Grant.Scope.ToString()!.ToLowerInvariant()}", (string?)answer.Json["detail"], StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task What_does_not_exist_is_not_found_and_not_forbidden()
    {
        using var stranger = new Visitor(production.Host);

        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync("/api/v1/nothing")).Status);
    }

    private List<Route> Routes() =>
    [
        .. from endpoint in production.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
           let pattern = endpoint.RoutePattern.RawText!.TrimEnd('/')
           select new Route(method, pattern, endpoint.Metadata.GetMetadata<RouteGrant>(), endpoint.Metadata.GetMetadata<ActivityName>() is not null),
    ];

    private sealed partial record Route(string Method, string Pattern, RouteGrant? Grant, bool IsRecorded)
    {
        /// <summary>The console's own routes: they show what the API answers to their visitor.</summary>
        public bool IsPage => !Prefixes.Any(prefix => Pattern.StartsWith(prefix, StringComparison.Ordinal));

        public string Name => $"{Method} {Pattern}";

        public string Path => Parameter().Replace(Pattern, parameter => parameter.Value.Contains(":long", StringComparison.Ordinal) ? "1" : "x");

        public string? Body => Method is "GET" or "DELETE" ? null : "{}";

        [GeneratedRegex("{[^}]*}", RegexOptions.NonBacktracking)]
        private static partial Regex Parameter();
    }
}
