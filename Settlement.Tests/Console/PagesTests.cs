using System.Net;
using Microsoft.Playwright;
using Settlement.Tests.Access;
using Settlement.Tests.Actions;
using Settlement.Tests.EndToEnd;
using Xunit;

namespace Settlement.Tests.Console;

[Collection(ConsoleGroup.Name)]
public sealed class PagesTests(Browser browser)
{
    /// <summary>One waits for the system while the other is measured.</summary>
    private const int Tabs = 2;

    private static readonly string[] Pages =
    [
        "/", "/transactions", "/transactions?q=nothing_like_it", "/transactions?cursor=damaged", "/batches", "/windows", "/windows?date=2020-01-01",
        "/ledger", "/failures", "/failures/list?kind=dead_letter", "/failures/list?kind=dead_letter&set_aside=true", "/actions", "/participants", "/participants/bank_a", "/participants/nobody", "/liquidity", "/risk", "/risk/stress",
        "/risk/intraday", "/risk/participants/bank_a", "/fx", "/fx?base=EUR&quote=USD", "/jobs", "/activity", "/activity?outcome=begun", "/account", "/system", "/people", "/no/such/page",
    ];

    /// <summary>For who administers: others are refused there.</summary>
    private static readonly string[] AdministratorsPages = ["/people", "/people/operator", "/people/nobody", "/keys"];

    /// <summary>A desk and a telephone, light and dark. A page is loaded once and looked at in each way: its styles do not ask the server.</summary>
    private static readonly (int Width, ColorScheme Theme)[] Views =
        [(1280, ColorScheme.Light), (1280, ColorScheme.Dark), (390, ColorScheme.Dark), (390, ColorScheme.Light)];

    [Fact]
    public async Task Every_page_comes_alive_without_a_fault_fits_the_screen_and_is_clear_to_read()
    {
        var paths = Pages.Concat(await SamplesAsync()).Select((path, i) => (Path: path, Tab: i % Tabs));
        var visitors = paths.GroupBy(one => one.Tab, one => one.Path).Select(async tab => await WalkAsync(await browser.OpenAsync(), tab)).ToList();
        visitors.Add(WalkAsync(await browser.SignInAsync("administrator"), AdministratorsPages));
        var found = await Task.WhenAll(visitors);

        var faults = found.SelectMany(one => one).Distinct(StringComparer.Ordinal).ToList();
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Fact]
    public async Task Old_figures_and_a_dialog_are_clear_to_read_as_well()
    {
        var page = await browser.OpenAsync();
        await page.GoAsync("/transactions");
        await page.Keyboard.PressAsync("?");
        await page.GetByRole(AriaRole.Dialog).WaitForAsync();
        await page.EvaluateAsync("document.querySelector('main').classList.add('stale')");

        var faults = await LookAsync(page, "dialog");
        Assert.True(faults.Count == 0, string.Join('\n', faults));
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
        await page.WaitForFunctionAsync("location.search.startsWith('?q=')");
        await page.GetByRole(AriaRole.Link, new() { Name = "console_find_1" }).ClickAsync();
        await page.Locator("h1", new() { HasText = "console_find_1" }).WaitForAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_view_that_was_saved_is_there_after_a_reload_with_its_filter_and_columns_until_it_is_forgotten()
    {
        var payment = new Transfer("console_view_1", Transfer.BankA, Transfer.BankB, 12.50m);
        await browser.Host.PayAsync(payment);
        await browser.Host.UntilSettledAsync(payment);
        var page = await browser.OpenAsync();
        await page.GoAsync("/transactions?status=settled&columns=payer.batch");
        await page.PressAsync("Save this view");
        await page.GetByLabel("Name of the view").FillAsync("Settled by batch");
        await page.PressAsync("Save");
        var view = page.GetByRole(AriaRole.Link, new() { Name = "Settled by batch" });
        await view.WaitForAsync();

        await page.GoAsync("/transactions");
        await view.ClickAsync();
        await page.ReachAsync("/transactions?status=settled&columns=payer.batch");
        await page.Locator("thead th", new() { HasText = "Batch" }).WaitForAsync();
        Assert.Equal(
            ["Transaction", "State", "Amount", "Payer", "Batch"], await page.Locator("thead th").AllInnerTextsAsync());
        await page.GetByRole(AriaRole.Button, new() { Name = "Forget the view Settled by batch" }).ClickAsync();
        await view.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await page.GoAsync("/transactions");
        Assert.Equal(0, await view.CountAsync());
        await page.Context.CloseAsync();
    }

    private static async Task<List<string>> WalkAsync(IPage page, IEnumerable<string> paths)
    {
        var faults = new List<string>();
        page.PageError += (_, fault) => faults.Add($"{page.Url}: {fault}");
        page.Console += (_, message) => faults.AddRange(message.Type == "error" ? [$"{page.Url}: {message.Text}"] : []);
        foreach (var path in paths)
        {
            await page.GoAsync(path);
            await page.Locator("main h1").WaitForAsync();
            faults.AddRange(await LookAsync(page, path));
        }

        await page.GotoAsync("/sign-in?problem=wrong");
        faults.AddRange(await LookAsync(page, "/sign-in"));
        await page.Context.CloseAsync();
        return faults;
    }

    /// <summary>Pages of one thing each: a payment that settled and one that waits, a batch, a failure, an action.</summary>
    private async Task<IEnumerable<string>> SamplesAsync()
    {
        await browser.Host.PayAsync(
            new Transfer("pages_settled", Transfer.BankA, Transfer.London, 4_000.25m, "EUR", Destination: "GBP"), new Transfer("pages_waits", Transfer.BankA, Transfer.BankB, 40_000_000m, "DKK"),
            new Transfer("pages_open", Transfer.BankA, Transfer.BankB, 9m, "SGD", "t0"));
        await browser.Host.UntilTransactionAsync("pages_waits", "deferred");
        var window = (string)(await browser.Host.UntilTransactionAsync("pages_open", "validated"))["window"]!["window_id"]!;
        var settled = await browser.Host.UntilTransactionAsync("pages_settled", "settled");
        using var person = await Visitor.SignInAsync(browser.Host, "operator");
        var action = await person.PreviewAsync("close_window", $$"""{"window":"{{window}}"}""");
        var failure = (await person.GetAsync("/api/v1/failures/items?limit=1")).With(HttpStatusCode.OK)["items"]!.AsArray();
        return
        [
            "/transactions/pages_settled", $"/transactions/pages_settled?at={settled["history"]![1]!["at"]}", "/transactions/pages_waits", "/batches/" + (string)settled["batch_id"]!,
            "/windows/" + window, "/actions/" + (string)action["action_id"]!, .. failure.Select(one => "/failures/" + (string)one!["id"]!),
        ];
    }

    internal static async Task<IReadOnlyList<string>> LookAsync(IPage page, string path)
    {
        var faults = new List<string>();
        foreach (var (width, theme) in Views)
        {
            await page.SetViewportSizeAsync(width, 900);
            // Colours that fade would be measured half way.
            await page.EmulateMediaAsync(new() { ColorScheme = theme, ReducedMotion = ReducedMotion.Reduce });
            var (measured, tooWide, background) = await Contrast.MeasureAsync(page);
            faults.AddRange(tooWide <= 0 ? [] : [$"{path} is {tooWide} px too wide at {width}"]);
            faults.AddRange(background == (theme == ColorScheme.Dark ? "rgb(13, 19, 27)" : "rgb(244, 246, 249)") ? [] : [$"{path} is not {theme}: {background}"]);
            faults.AddRange(measured.Select(fault => $"{path}, {theme} at {width}: {fault}"));
        }

        faults.AddRange(await page.GetByText("This page failed").CountAsync() == 0 ? [] : [path + " failed"]);
        return faults;
    }
}
