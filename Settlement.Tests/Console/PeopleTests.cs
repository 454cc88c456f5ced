using System.Net;
using Microsoft.Playwright;
using Settlement.Tests.Access;
using Xunit;

namespace Settlement.Tests.Console;

/// <summary>What administrators do on the pages for people and API keys, and what others see of it.</summary>
[Collection(ConsoleGroup.Name)]
public sealed class PeopleTests(Browser browser)
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task An_account_is_given_unlocked_given_another_role_and_disabled_each_with_its_reason()
    {
        var page = await browser.SignInAsync("administrator");
        await page.Locator("#menu a[href='/people']").ClickAsync();
        await page.PressAsync("Add a person …");
        await page.GetByLabel("Name to sign in with").FillAsync("console.jane");
        await page.Locator("select[name=role]").SelectOptionAsync("Operator");
        await page.GetByLabel("First password").FillAsync(Password);
        await page.GetByLabel("Reason").FillAsync("joins the desk");
        await page.PressAsync("Add a person");
        await page.ReachAsync("/people/console.jane");
        using var stranger = new Visitor(browser.Host);
        Assert.Equal(HttpStatusCode.Created, await SignInAsync(stranger, Password));

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(stranger, "not it"));
        }

        await page.GoAsync("/people/console.jane");
        await page.Locator("h1 + .pill", new() { HasText = "locked" }).WaitForAsync();
        await DoAsync(page, "Unlock", "it was her keyboard");
        await page.Locator("h1 + .pill", new() { HasText = "active" }).WaitForAsync();
        await page.PressAsync("Change the role …");
        await page.Locator("select[name=role]").SelectOptionAsync("Approver");
        await page.GetByLabel("Reason").FillAsync("moves to control");
        Assert.Empty(await PagesTests.LookAsync(page, "a person with a form"));
        await page.PressAsync("Change the role");
        await page.SeeAsync("is the second person of what operators ask for");
        await DoAsync(page, "Disable", "left the bank");
        await page.Locator("h1 + .pill", new() { HasText = "disabled" }).WaitForAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(stranger, Password));
        await page.GoAsync("/activity?subject=console.jane&outcome=done");
        foreach (var reason in (string[])["joins the desk", "it was her keyboard", "moves to control", "left the bank"])
        {
            await page.SeeAsync(reason);
        }

        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_key_is_shown_and_copied_once_lets_its_program_in_and_is_revoked()
    {
        var page = await browser.SignInAsync("administrator");
        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await page.GoAsync("/keys");
        await page.PressAsync("Make a key …");
        await page.GetByLabel("Which program it is for").FillAsync("console-erp");
        await page.Locator("input[name=submit]").CheckAsync();
        await page.GetByLabel("Reason").FillAsync("payments of the ERP system");
        await page.PressAsync("Make a key");
        await page.SeeAsync("The secret is shown this once");
        await page.PressAsync("Copy");
        await page.SeeAsync("Copied.");
        Assert.Empty(await PagesTests.LookAsync(page, "a new key"));
        var secret = await page.EvaluateAsync<string>("navigator.clipboard.readText()");
        using var program = new Visitor(browser.Host, ("X-Api-Key", secret));
        Assert.Equal(["read", "submit"], (await program.GetAsync("/api/v1/sessions/current")).With(HttpStatusCode.OK)["person"]!["scopes"]!.AsArray().Select(scope => (string)scope!));

        await page.GoAsync("/keys");
        var row = page.Locator("tr", new() { HasText = "console-erp" });
        await row.GetByText("read, submit").WaitForAsync();
        Assert.DoesNotContain(secret, await page.ContentAsync(), StringComparison.Ordinal);
        await row.GetByRole(AriaRole.Button, new() { Name = "Revoke …" }).ClickAsync();
        await row.GetByLabel("Reason").FillAsync("the program was retired");
        await row.GetByRole(AriaRole.Button, new() { Name = "Revoke", Exact = true }).ClickAsync();
        await row.Locator(".pill", new() { HasText = "revoked" }).WaitForAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await program.GetAsync("/api/v1/sessions/current")).Status);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task Who_does_not_administer_has_no_entry_in_the_menu_and_is_refused_on_the_page()
    {
        var page = await browser.SignInAsync("operator");
        await page.GoAsync("/people");
        await page.SeeAsync("This needs the scope administer; operator has read, submit, operate. Ask an administrator");
        Assert.Equal(0, await page.Locator("#menu a[href='/people'], #menu a[href='/keys'], main table").CountAsync());

        // Nobody is signed in: in demo mode that is somebody too, and the page goes on to say what mode this is.
        await page.Context.ClearCookiesAsync();
        await page.GoAsync("/keys");
        await page.SeeAsync("Demo mode.");
        await page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Link, new() { Name = "Sign in" }).WaitForAsync();
        await page.Context.CloseAsync();
    }

    private static async Task<HttpStatusCode> SignInAsync(Visitor stranger, string password) =>
        (await stranger.PostAsync("/api/v1/sessions", Visitor.Credentials("console.jane", password))).Status;

    private static async Task DoAsync(IPage page, string what, string reason)
    {
        await page.PressAsync(what + " …");
        await page.GetByLabel("Reason").FillAsync(reason);
        await page.PressAsync(what);
    }
}
