using System.Globalization;
using Microsoft.Playwright;
using Settlement.Api.Host;
using Settlement.Tests.Access;
using Settlement.Tests.EndToEnd;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Console;

/// <summary>Signing in with an identity provider of another site, as a person does it.</summary>
[Collection(ConsoleGroup.Name)]
public sealed class OpenIdSignInTests(Browser browser, PostgresServer server)
{
    [Fact]
    public async Task A_person_comes_back_from_the_provider_signed_in_where_they_wanted_to_go()
    {
        var port = FreePort.Find();
        // To a browser localhost and 127.0.0.1 are two sites: cookies behave as between companies.
        await using var provider = await OpenIdServer.StartAsync(OpenIdDesk.Return(port), "localhost", ("ann", ["desk-operators"]), ("eve", ["others"]));
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await RunningHost.StartAsync(
            day.Database, TimeProvider.System,
            [.. ProductionHost.Settings, .. OpenIdDesk.Settings(provider, port), ("Host:Port", port.ToString(CultureInfo.InvariantCulture)), ("Reference:Seed", "Demo")],
            HostRoles.Api | HostRoles.Console);
        var page = await browser.OpenAsync(address: new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")));

        await SignInAsync(page, "eve");
        await page.SeeAsync("gives you no role here");
        Assert.DoesNotContain(await page.Context.CookiesAsync(), cookie => cookie.Name == "settlement_session");

        await page.Context.ClearCookiesAsync();
        await SignInAsync(page, "ann");
        await page.ReachAsync("/activity?actor=ann");
        await page.LiveAsync();
        await page.SeeAsync("Person ann");
        var cookie = Assert.Single(await page.Context.CookiesAsync([page.Url]), cookie => cookie.Name == "settlement_session");
        Assert.Equal((true, SameSiteAttribute.Strict), (cookie.HttpOnly, cookie.SameSite));

        await page.GetByText("Person ann").First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.SeeAsync("You are signed out here.");
        Assert.StartsWith(provider.Issuer + "session/end", await page.GetByRole(AriaRole.Link, new() { Name = "end it as well" }).GetAttributeAsync("href"), StringComparison.Ordinal);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Who_comes_back_without_what_the_provider_should_have_sent_is_told_so()
    {
        var page = await browser.OpenAsync();
        await page.Context.AddCookiesAsync([new() { Name = "settlement_openid", Value = "a%20%252F", Url = new Uri(browser.Host.Address, "/session/openid").ToString() }]);
        await page.GotoAsync("/session/openid/return?state=only");

        await page.SeeAsync("sent you back without its code or state");
        await page.Context.CloseAsync();
    }

    private static async Task SignInAsync(IPage page, string person)
    {
        await page.GotoAsync("/sign-in?then=%2Factivity%3Factor%3Dann");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with the bank's login" }).ClickAsync();
        await page.GetByPlaceholder("Enter any login").FillAsync(person);
        await page.GetByPlaceholder("and password").FillAsync("any");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign-in" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
    }
}
