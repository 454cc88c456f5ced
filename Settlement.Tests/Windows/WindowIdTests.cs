using Settlement.Domain.Windows;
using Xunit;

namespace Settlement.Tests.Windows;

public sealed class WindowIdTests
{
    [Fact]
    public void An_id_is_kind_currency_and_value_date()
    {
        var id = new WindowId(WindowKind.T0, "EUR", new DateOnly(2026, 11, 23));
        Assert.Equal("t0-EUR-2026-11-23", id.ToString());
        Assert.Equal(id, WindowId.Parse("t0-EUR-2026-11-23"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("rtgs")]
    [InlineData("t3-EUR-2026-11-23")]
    [InlineData("T0-EUR-2026-11-23")]
    [InlineData("t0-XAU-2026-11-23")]
    [InlineData("t0-eur-2026-11-23")]
    [InlineData("t0-EUR-2026-02-30")]
    [InlineData("t0-EUR-2026-11-2")]
    [InlineData("t0-EUR-2026/11/23")]
    [InlineData("t0-EUR-2026-11-23 ")]
    [InlineData("t0_EUR_2026-11-23")]
    public void Anything_else_is_not_an_id(string? text)
    {
        Assert.False(WindowId.TryParse(text, out _));
        if (text is not null)
        {
            Assert.Throws<FormatException>(() => WindowId.Parse(text));
        }
    }

    [Fact]
    public void Every_kind_is_read_as_it_is_written() =>
        Assert.All(Enum.GetValues<WindowKind>(), kind => Assert.Equal(kind, WindowId.KindOf(WindowId.Prefix(kind))));
}
