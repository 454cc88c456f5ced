using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Settlement.Tests.EndToEnd;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Access;

/// <summary>A system in production mode beside an identity provider, with the clock of the world: the provider has no other.</summary>
public sealed class OpenIdDesk(PostgresServer server) : IAsyncLifetime
{
    private SettlementDay? _day;
    private RunningHost? _host;
    private OpenIdServer? _provider;

    internal RunningHost Host => _host ?? throw new InvalidOperationException("not started");

    internal SettlementDay Day => _day ?? throw new InvalidOperationException("not started");

    internal OpenIdServer Provider => _provider ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync()
    {
        var port = FreePort.Find();
        _provider = await OpenIdServer.StartAsync(
            Return(port), "127.0.0.1", ("ann", ["desk-operators"]), ("bob", ["desk-approvers", "others"]), ("eve", ["others"]), ("both", ["desk-operators", "desk-approvers"]),
            ("administrator", ["desk-operators"]), ("carl", ["desk-operators"]));
        _day = await SettlementDay.BeginAsync(server);
        _host = await RunningHost.StartAsync(
            _day.Database, TimeProvider.System,
            [.. ProductionHost.Settings, .. Settings(_provider, port), ("Host:Port", port.ToString(CultureInfo.InvariantCulture)), ("Access:CacheSeconds", "0"), ("Reference:Seed", "Demo")],
            Settlement.Api.Host.HostRoles.Api);
    }

    internal static Uri Return(int port) => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/session/openid/return"));

    internal static (string, string)[] Settings(OpenIdServer provider, int port) =>
    [
        ("Access:OpenId:Authority", provider.Issuer.ToString()), ("Access:OpenId:ClientId", OpenIdServer.ClientId), ("Access:OpenId:ClientSecret", OpenIdServer.ClientSecret),
        ("Access:OpenId:RedirectUri", Return(port).ToString()), ("Access:OpenId:DisplayName", "the bank's login"), ("Access:OpenId:RoleClaim", "groups"),
        ("Access:OpenId:Roles:desk-operators", "operator"), ("Access:OpenId:Roles:desk-approvers", "approver"),
    ];

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        if (_provider is not null)
        {
            await _provider.DisposeAsync();
        }

        if (_day is not null)
        {
            await _day.DisposeAsync();
        }
    }

    /// <summary>Signs a person in, all the way, and answers what the API says at the end.</summary>
    internal async Task<Answer> SignInAsync(string person)
    {
        var (browser, came) = await ThroughProviderAsync(person);
        return await CompleteAsync(browser, came["state"]!, came["code"]!, came["iss"]);
    }

    internal async Task<Answer> CompleteAsync(string browser, string state, string code, string? issuer = null)
    {
        using var visitor = new Visitor(Host);
        return await visitor.PostAsync(
            "/api/v1/sessions/openid/complete", new JsonObject { ["state"] = state, ["code"] = code, ["browser"] = browser, ["issuer"] = issuer }.ToJsonString());
    }

    /// <summary>Begins at the API, does at the provider what a person does there, and says with what the browser is sent back.</summary>
    internal async Task<(string Browser, IReadOnlyDictionary<string, string?> Came)> ThroughProviderAsync(string person)
    {
        using var visitor = new Visitor(Host);
        var start = (await visitor.PostAsync("/api/v1/sessions/openid", "{}")).With(HttpStatusCode.Created);
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() };
        using var browser = new HttpClient(handler);
        var next = new Uri((string)start["authorization_url"]!);
        var answer = await browser.GetAsync(next, TestContext.Current.CancellationToken);
        for (var step = 0; step < 20; step++)
        {
            if (answer.Headers.Location is { } location)
            {
                next = new Uri(next, location);
                if (next.AbsolutePath == "/session/openid/return")
                {
                    answer.Dispose();
                    var query = System.Web.HttpUtility.ParseQueryString(next.Query);
                    return ((string)start["browser"]!, query.AllKeys.ToDictionary(key => key!, key => query[key], StringComparer.Ordinal));
                }

                answer.Dispose();
                answer = await browser.GetAsync(next, TestContext.Current.CancellationToken);
                continue;
            }

            // One of its two forms: who one is, and whether this client may know it.
            var page = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            var action = page.Split("action=\"")[1].Split('"')[0];
            var isSignIn = page.Contains("name=\"login\"", StringComparison.Ordinal);
            using var form = new FormUrlEncodedContent(
                isSignIn ? [new("prompt", "login"), new("login", person), new("password", "any")] : [new("prompt", "consent")]);
            answer.Dispose();
            answer = await browser.PostAsync(new Uri(next, action), form, TestContext.Current.CancellationToken);
        }

        throw new InvalidOperationException("the provider does not send the browser back");
    }
}
