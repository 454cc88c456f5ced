using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Settlement.Api.Host;
using Settlement.Engine.Risk.Alerts;
using Settlement.Tests.Access;
using Settlement.Tests.Actions;
using Settlement.Tests.EndToEnd;
using Xunit;

namespace Settlement.Tests.Console;

[Collection(ConsoleGroup.Name)]
public sealed class OperatorTests(Browser browser)
{
    [Fact]
    public async Task Two_people_close_a_window_one_prepares_and_the_other_approves()
    {
        await browser.Host.PayAsync(new Transfer("console_window_1", Transfer.BankA, Transfer.BankB, 9_000.00m, "SEK", "t0"));
        await browser.Host.UntilTransactionAsync("console_window_1", "validated");
        var page = await browser.SignInAsync("operator");
        await page.GoAsync("/windows/t0-SEK-2026-11-24");
        await page.PressAsync("Close early …");
        await page.SeeAsync("Two people.");
        await page.GetByLabel("Reason, kept with the action").FillAsync("early close before a holiday");
        await page.PressAsync("Do it, once a second person agrees");
        await page.Locator("h1 + .pill", new() { HasText = "awaiting approval" }).WaitForAsync();
        var address = page.Url;

        var second = await browser.SignInAsync("approver");
        await second.GotoAsync("/");
        await second.SeeAsync("Approve:");
        await second.GoAsync(new Uri(address).PathAndQuery);
        await second.GetByLabel("Reason, kept with the action").FillAsync("agreed by telephone");
        await second.PressAsync("Approve");
        await second.Locator("h1 + .pill", new() { HasText = "done" }).WaitForAsync();

        // The first one sees it without asking again.
        await page.Locator("h1 + .pill", new() { HasText = "done" }).WaitForAsync();
        await browser.Host.UntilTransactionAsync("console_window_1", "settled");
        await second.GoAsync("/activity");
        await second.SeeAsync("agreed by telephone");
        await page.Context.CloseAsync();
        await second.Context.CloseAsync();
    }

    [Fact]
    public async Task A_viewer_looks_and_cannot_do()
    {
        await browser.Host.PayAsync(new Transfer("console_viewer_1", Transfer.BankA, Transfer.BankB, 10.00m, "NOK", "t0"));
        await browser.Host.UntilTransactionAsync("console_viewer_1", "validated");
        var page = await browser.SignInAsync("viewer");
        await page.GoAsync("/windows/t0-NOK-2026-11-24");

        Assert.True(await page.GetByRole(AriaRole.Button, new() { Name = "Close early …" }).IsDisabledAsync());
        await page.GoAsync("/participants/bank_a");
        foreach (var act in new[] { "Fund …", "Set the cap …" })
        {
            Assert.True(await page.GetByRole(AriaRole.Button, new() { Name = act }).IsDisabledAsync(), act);
        }

        // A page that was tampered with asks the API, which refuses.
        using var viewer = await Visitor.SignInAsync(browser.Host, "viewer");
        foreach (var (kind, parameters) in new[] { ("close_window", """{"window":"t0-NOK-2026-11-24"}"""), ("fund_participant", """{"participant":"bank_a","currency":"EUR","amount":"1","reference":"v"}""") })
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await viewer.TryPreviewAsync(kind, parameters)).Status);
        }

        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_payment_that_waits_for_liquidity_leads_to_the_funding_that_releases_it()
    {
        await browser.Host.PayAsync(new Transfer("console_fund_1", Transfer.BankA, Transfer.BankB, 70_000_000m, "CAD"));
        await browser.Host.UntilTransactionAsync("console_fund_1", "deferred");
        var page = await browser.SignInAsync("operator");
        await page.GoAsync("/transactions/console_fund_1");
        await page.GetByRole(AriaRole.Link, new() { Name = "Fund bank_a …" }).ClickAsync();
        await page.GetByLabel("Funder's reference").FillAsync("telephone 16:55");
        Assert.Equal("CAD", await page.Locator("input[name=fund_currency]").InputValueAsync());
        await page.PressAsync("Fund …");
        await page.SeeAsync("What it would do");
        await page.GetByLabel("Reason, kept with the action").FillAsync("agreed with its treasury");
        await page.PressAsync("Do it, once a second person agrees");
        await page.Locator("h1 + .pill", new() { HasText = "awaiting approval" }).WaitForAsync();

        using var second = await Visitor.SignInAsync(browser.Host, "approver");
        (await second.PostAsync($"/api/v1{new Uri(page.Url).AbsolutePath}/approve", Desk.Reason)).With(HttpStatusCode.Accepted);

        await page.SeeAsync("1 done, 0 failed, 0 skipped");
        await browser.Host.UntilTransactionAsync("console_fund_1", "settled");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_wrong_password_is_said_so_and_lets_nobody_in()
    {
        var page = await browser.OpenAsync();
        await page.GotoAsync("/sign-in");
        await page.GetByLabel("Name").FillAsync("operator");
        await page.GetByLabel("Password").FillAsync("not it");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await page.SeeAsync("do not match");
        Assert.DoesNotContain(await page.Context.CookiesAsync(), cookie => cookie.Name == "settlement_session");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_group_of_failures_is_retried_by_two_people_with_the_outcome_of_every_item()
    {
        var page = await browser.SignInAsync("operator");
        await page.SeeAsync("4 payments failed");
        await page.GoAsync("/failures");
        await page.PressAsync("Retry all 4 …");
        await page.SeeAsync("What it would do");
        await page.GetByLabel("Reason, kept with the action").FillAsync("the register answers again");
        await page.PressAsync("Do it, once a second person agrees");
        await page.Locator("h1 + .pill", new() { HasText = "awaiting approval" }).WaitForAsync();

        var second = await browser.SignInAsync("approver");
        await second.GoAsync(new Uri(page.Url).PathAndQuery);
        await second.GetByLabel("Reason, kept with the action").FillAsync("yes");
        await second.PressAsync("Approve");

        await page.SeeAsync("4 done, 0 failed, 0 skipped");
        Assert.Equal(Browser.Buried, await page.Locator("td .pill", new() { HasText = "done" }).CountAsync());
        await browser.Host.UntilTransactionAsync("dead0", "settled");
        await page.GoAsync("/failures");
        await page.SeeAsync("Nothing has failed for good");
        await page.Context.CloseAsync();
        await second.Context.CloseAsync();
    }

    [Fact]
    public async Task A_failure_is_set_aside_is_found_there_with_who_and_why_and_is_put_back()
    {
        await FailureTests.RefuseAsync(browser.Day, 8192, "console_aside_1", "settlement_window is unknown", new Transfer("console_aside_1", Transfer.BankA, Transfer.BankB, 100m).Body);
        var page = await browser.SignInAsync("operator");
        await page.GoAsync("/failures");
        await page.PressAsync("Set it aside …");
        await SetAsideAsync(page);
        await page.GoAsync("/failures");
        await page.GetByRole(AriaRole.Link, new() { Name = "Set aside (1)" }).ClickAsync();
        await page.SeeAsync("its sender sent it again");
        await page.SeeAsync("by operator");
        Assert.Empty(await PagesTests.LookAsync(page, "what is set aside"));

        await page.GetByLabel("Choose record_8192").CheckAsync();
        await page.PressAsync("Put them back …");
        await page.GetByLabel("Reason, kept with the action").FillAsync("it did not");
        await page.PressAsync("Do it");
        await page.SeeAsync("1 done, 0 failed, 0 skipped");
        await page.GoAsync("/failures/record_8192");
        await page.PressAsync("Set it aside …");
        await SetAsideAsync(page);
        await page.Context.CloseAsync();
    }

    private async Task SetAsideAsync(IPage page)
    {
        await page.GetByLabel("Reason, kept with the action").FillAsync("its sender sent it again");
        await page.PressAsync("Do it, once a second person agrees");
        await page.Locator("h1 + .pill", new() { HasText = "awaiting approval" }).WaitForAsync();
        using var second = await Visitor.SignInAsync(browser.Host, "approver");
        (await second.PostAsync($"/api/v1{new Uri(page.Url).AbsolutePath}/approve", Desk.Reason)).With(HttpStatusCode.Accepted);
        await page.SeeAsync("1 done, 0 failed, 0 skipped");
    }

    [Fact]
    public async Task A_lost_connection_is_said_so_at_once_and_comes_back_by_itself()
    {
        var page = await browser.OpenAsync();
        await page.AddInitScriptAsync("""
            window.sockets = [];
            const Original = WebSocket;
            window.WebSocket = class extends Original { constructor(...given) { super(...given); window.sockets.push(this); } };
            """);
        await page.GoAsync("/");
        await page.EvaluateAsync("""
            () => {
              window.losses = 0;
              new MutationObserver(() => { if ("lost" in document.documentElement.dataset) window.losses++; }).observe(document.documentElement, { attributes: true });
              window.sockets.forEach(socket => socket.close());
            }
            """);
        await page.WaitForFunctionAsync("window.losses > 0 && !('lost' in document.documentElement.dataset)");

        await page.LiveAsync();

        // The page is the one from before, and the server hears it.
        await page.Locator("#menu a[href='/transactions']").ClickAsync();
        await page.Locator("h1", new() { HasText = "Transactions" }).WaitForAsync();
        Assert.Equal(1, await page.EvaluateAsync<int>("Math.min(1, window.losses)"));
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_console_outlives_its_API_says_that_figures_are_old_meanwhile_and_is_live_again_by_itself()
    {
        var api = await browser.Day.StartApiAsync(("Access:Mode", "demo"));
        var address = api.Address;
        try
        {
            await using var console = await browser.Day.StartAsync(HostRoles.Console, ("Access:Mode", "demo"), ("Console:ApiAddress", address.ToString()));
            var page = await browser.OpenAsync(address: console.Address);
            await page.GoAsync("/participants");
            await api.DisposeAsync();
            await page.SeeAsync("Not live.");
            await page.GetByRole(AriaRole.Link, new() { Name = "bank_a" }).First.WaitForAsync();

            api = await browser.Day.StartApiAsync(("Access:Mode", "demo"), ("Host:Port", $"{address.Port}"));
            await page.LiveAsync();
            await page.GetByRole(AriaRole.Link, new() { Name = "bank_a" }).First.ClickAsync();
            await page.Locator("h1", new() { HasText = "bank_a" }).WaitForAsync();
            await page.Context.CloseAsync();
        }
        finally
        {
            await api.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_alert_stands_on_the_overview_until_somebody_takes_note_of_it_and_says_why()
    {
        await browser.Host.PayAsync(new Transfer("console_alert_1", Transfer.BankA, Transfer.BankB, 60_000_000.25m, "AUD"));
        await browser.Host.UntilTransactionAsync("console_alert_1", "deferred");
        await browser.Host.Services.GetRequiredService<AlertWatch>().LookAsync(TestContext.Current.CancellationToken);
        var page = await browser.SignInAsync("operator");
        await page.SeeAsync("Alert: uncovered value");
        await page.GoAsync("/risk");
        await page.Locator("li", new() { HasText = "60,000,000.25" }).GetByRole(AriaRole.Button, new() { Name = "Take note …" }).ClickAsync();
        await page.GetByLabel("What is done about it").FillAsync("funds come at noon");
        await page.PressAsync("Take note");
        await page.SeeAsync("noted by operator");
        await page.GoAsync("/");
        Assert.Equal(0, await page.GetByText("60,000,000.25").CountAsync());
        await page.Context.CloseAsync();
    }
}
