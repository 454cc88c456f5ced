using Microsoft.Playwright;
using Settlement.Tests.EndToEnd;
using Xunit;

namespace Settlement.Tests.Console;

[Collection(ConsoleGroup.Name)]
public sealed class PagesTests(Browser browser)
{
    private static readonly string[] Pages =
    [
        "/", "/transactions", "/transactions?status=settled", "/batches", "/windows", "/ledger", "/failures", "/actions", "/participants", "/participants/bank_a", "/liquidity", "/risk", "/risk/stress", "/risk/intraday", "/risk/participants/bank_a", "/fx",
        "/jobs", "/activity", "/activity?outcome=begun", "/failures/list?kind=dead_letter", "/account", "/system",
    ];

    /// <summary>A desk and a telephone, light and dark. A page is loaded once and looked at in each way: its styles do not ask the server.</summary>
    private static readonly (int Width, ColorScheme Theme)[] Views =
        [(1280, ColorScheme.Light), (1280, ColorScheme.Dark), (390, ColorScheme.Dark), (390, ColorScheme.Light)];

    [Fact]
    public async Task Every_page_comes_alive_without_a_fault_and_fits_the_screen()
    {
        var page = await browser.OpenAsync();
        var faults = new List<string>();
        page.PageError += (_, fault) => faults.Add(fault);
        page.Console += (_, message) => faults.AddRange(message.Type == "error" ? [message.Text] : []);
        foreach (var path in Pages)
        {
            await page.GoAsync(path);
            await page.Locator("main h1").WaitForAsync();
            foreach (var (width, theme) in Views)
            {
                await page.SetViewportSizeAsync(width, 900);
                await page.EmulateMediaAsync(new() { ColorScheme = theme });
                var tooWide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
                var background = await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");

                Assert.True(tooWide <= 0, $"{path} is {tooWide} px too wide at {width}");
                Assert.Equal(theme == ColorScheme.Dark ? "rgb(13, 19, 27)" : "rgb(244, 246, 249)", background);
            }

            Assert.Equal(0, await page.GetByText("This page failed").CountAsync());
        }

        Assert.Empty(faults);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_payment_appears_by_itself_and_can_be_followed_into_its_batch_and_back_in_time()
    {
        var page = await browser.OpenAsync();
        await page.GoAsync("/transactions");
        await browser.Host.PayAsync(new Transfer("console_live_1", Transfer.BankA, Transfer.BankB, 1234.50m));

        await page.GetByRole(AriaRole.Link, new() { Name = "console_live_1" }).ClickAsync();
        await page.Locator("h1", new() { HasText = "console_live_1" }).WaitForAsync();
        await page.Locator("h1 + .pill", new() { HasText = "settled" }).WaitForAsync();
        Assert.Equal(6, await page.Locator("svg .node.visited, svg .node.current").CountAsync() + 1);
        await page.GetByRole(AriaRole.Link, new() { Name = "show" }).Nth(1).ClickAsync();
        await page.SeeAsync("A past moment.");
        await page.Locator("h1 + .pill", new() { HasText = "validated" }).WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Back to now" }).ClickAsync();
        await page.Locator("dd a[href^='/batches/']").ClickAsync();
        await page.SeeAsync("Net positions");
        await page.SeeAsync("certificate");
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_filter_stands_in_the_address_and_the_search_field_finds_an_id()
    {
        await browser.Host.PayAsync(new Transfer("console_find_1", Transfer.BankA, Transfer.London, 77.10m, "GBP"));
        await browser.Host.UntilTransactionAsync("console_find_1", "settled");
        var page = await browser.OpenAsync();
        await page.GoAsync("/transactions");
        await page.Locator("select[name=status]").SelectOptionAsync("settled");
        await page.Locator("input[name=participant]").FillAsync("cparty_london");
        await page.PressAsync("Search");
        await page.ReachAsync("/transactions?status=settled&participant=cparty_london");
        await page.GetByRole(AriaRole.Link, new() { Name = "console_find_1" }).WaitForAsync();

        await page.Keyboard.PressAsync("Escape");
        await page.Locator("#find").FillAsync("console_find_*");
        await page.Locator("#find").PressAsync("Enter");
        await page.GetByRole(AriaRole.Link, new() { Name = "console_find_1" }).ClickAsync();
        await page.Locator("h1", new() { HasText = "console_find_1" }).WaitForAsync();
        await page.Context.CloseAsync();
    }
}
