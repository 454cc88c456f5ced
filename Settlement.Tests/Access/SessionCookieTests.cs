using System.Net;
using Settlement.Api.Host;
using Settlement.Tests.EndToEnd;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Access;

/// <summary>The cookie that the console's sign-in page leaves.</summary>
public sealed class SessionCookieTests(PostgresServer server)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_goes_over_https_alone_where_a_proxy_ends_TLS(bool behindProxy)
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartAsync(
            HostRoles.Api | HostRoles.Console, [.. ProductionHost.Settings, ("Access:TlsEndedByProxy", behindProxy ? "true" : "false")]);
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = host.Address };
        browser.DefaultRequestHeaders.Add("Origin", host.Address.GetLeftPart(UriPartial.Authority));
        using var form = new FormUrlEncodedContent([new("name", "administrator"), new("password", ProductionHost.Password)]);

        using var answer = await browser.PostAsync("/session/sign-in", form, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("settlement_session=", cookie, StringComparison.Ordinal);
        Assert.Equal(behindProxy, cookie.Split("; ").Contains("secure"));
    }
}
