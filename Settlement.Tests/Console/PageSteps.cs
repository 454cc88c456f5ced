using Microsoft.Playwright;

namespace Settlement.Tests.Console;

/// <summary>What every test does with a page.</summary>
internal static class PageSteps
{
    /// <summary>Waits until the page is alive: from then on clicks reach the server.</summary>
    internal static Task LiveAsync(this IPage page) => page.Locator(".is-live").WaitForAsync();

    internal static async Task GoAsync(this IPage page, string path)
    {
        await page.GotoAsync(path);
        await page.LiveAsync();
    }

    internal static Task SeeAsync(this IPage page, string text) => page.GetByText(text).First.WaitForAsync();

    /// <summary>Waits until the address is that path. The page is not loaded anew: only its content changes.</summary>
    internal static Task ReachAsync(this IPage page, string path) =>
        page.WaitForFunctionAsync("path => location.pathname + location.search === path", path);

    internal static Task PressAsync(this IPage page, string button) =>
        page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).First.ClickAsync();
}
