using Microsoft.Playwright;
using Settlement.Tests.EndToEnd;
using Xunit;

namespace Settlement.Tests.Console;

[Collection(ConsoleGroup.Name)]
public sealed class KeyboardTests(Browser browser)
{
    [Theory]
    [InlineData("/transactions", "input[name=participant]", "bank_a", "/transactions?participant=bank_a")]
    [InlineData("/activity", "input[name=actor]", "operator", "/activity?actor=operator")]
    [InlineData("/batches", "input[name=window]", "rtgs", "/batches?window=rtgs")]
    [InlineData("/ledger", "input[name=reference]", "nothing", "/ledger?reference=nothing")]
    [InlineData("/jobs", "#find", "some_id", "/transactions?q=some_id")]
    public async Task What_is_typed_before_a_page_is_live_is_kept_and_so_is_the_place(string path, string field, string text, string leadsTo)
    {
        var page = await browser.OpenAsync();
        var typed = new TaskCompletionSource();
        await page.RouteAsync("**/_blazor/negotiate*", async route =>
        {
            await typed.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync(path);
        await page.Locator(field).ClickAsync();
        await page.Keyboard.TypeAsync(text);
        typed.SetResult();
        await page.LiveAsync();

        Assert.Equal(text, await page.Locator(field).InputValueAsync());
        Assert.True(await page.Locator(field).EvaluateAsync<bool>("field => field === document.activeElement"));
        await page.Keyboard.PressAsync("Enter");
        await page.ReachAsync(leadsTo);
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task A_list_is_walked_and_opened_and_pages_are_reached_by_keys_alone_with_the_focus_to_be_seen()
    {
        await browser.Host.PayAsync(new Transfer("console_keys_1", Transfer.BankA, Transfer.BankB, 5m), new Transfer("console_keys_2", Transfer.BankA, Transfer.BankB, 6m));
        await browser.Host.UntilTransactionAsync("console_keys_2", "settled");
        var page = await browser.OpenAsync();
        await page.GoAsync("/jobs");
        await page.Keyboard.PressAsync("g");
        await page.Keyboard.PressAsync("t");
        await page.Locator("main h1", new() { HasText = "Transactions" }).WaitForAsync();
        await page.WaitForFunctionAsync("document.activeElement.localName === 'h1'");

        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("console_keys_*");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Link, new() { Name = "console_keys_2" }).WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        Assert.Equal("console_keys_1", await FocusedAsync(page, "element => element.textContent"));
        Assert.Equal("solid 2px", await FocusedAsync(page, "element => getComputedStyle(element).outlineStyle + ' ' + getComputedStyle(element).outlineWidth"));
        await page.Keyboard.PressAsync("k");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("main h1", new() { HasText = "console_keys_2" }).WaitForAsync();
        await page.Context.CloseAsync();
    }

    [Fact]
    public async Task The_first_key_leads_past_the_menu_and_a_question_mark_tells_the_others()
    {
        var page = await browser.OpenAsync();
        await page.GoAsync("/transactions");
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("Skip to the page", await FocusedAsync(page, "element => element.textContent"));
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("main", await FocusedAsync(page, "element => element.id"));
        Assert.EndsWith("/transactions", page.Url, StringComparison.Ordinal);

        await page.Keyboard.PressAsync("?");
        await page.GetByRole(AriaRole.Dialog, new() { Name = "Keys" }).WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.GetByRole(AriaRole.Dialog).WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await page.Context.CloseAsync();
    }

    private static Task<string> FocusedAsync(IPage page, string read) => page.Locator(":focus").EvaluateAsync<string>(read);
}
