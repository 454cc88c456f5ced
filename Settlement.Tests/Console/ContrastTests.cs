using Xunit;

namespace Settlement.Tests.Console;

[Collection(ConsoleGroup.Name)]
public sealed class ContrastTests(Browser browser)
{
    [Theory]
    [InlineData("color: #767676; background: #fff", false)]
    [InlineData("color: #777; background: #fff", true)]
    [InlineData("color: #8b8b8b; background: #fff; font-size: 24px", false)]
    [InlineData("color: rgb(0 0 0 / 50%); background: #fff", true)]
    [InlineData("color: color-mix(in srgb, white 20%, black); background: light-dark(#fff, #000)", false)]
    [InlineData("color: #000; background: #fff; opacity: .4", true)]
    public async Task The_measure_itself_knows_faint_from_clear(string style, bool isFaint)
    {
        var page = await browser.OpenAsync();
        await page.SetContentAsync($"""<!DOCTYPE html><body style="background: #fff"><p style="{style}">text</p></body>""");

        Assert.Equal(isFaint, (await Contrast.FaultsAsync(page)).Count > 0);
        await page.Context.CloseAsync();
    }
}
