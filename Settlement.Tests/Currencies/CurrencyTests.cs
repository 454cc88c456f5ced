using Settlement.Domain.Currencies;
using Settlement.Tests.Reference;
using Xunit;

namespace Settlement.Tests.Currencies;

public sealed class CurrencyTests
{
    [Fact]
    public void The_table_holds_exactly_the_active_currencies_with_a_minor_unit_of_ISO_4217()
    {
        var published = PublishedData.Lines("calendars/iso4217_codes-all.csv").Skip(1).Select(PublishedData.Cells)
            .Where(cells => cells[5].Length == 0 && cells[4].Length == 1 && char.IsAsciiDigit(cells[4][0]))
            .Select(cells => $"{cells[2]} {cells[3]} {cells[4]}")
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();

        Assert.Equal(published, Currency.All.Select(currency => $"{currency.Code} {currency.Number} {currency.MinorUnits}"), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("JPY", 0, 1)]
    [InlineData("EUR", 2, 100)]
    [InlineData("KWD", 3, 1_000)]
    [InlineData("CLF", 4, 10_000)]
    public void A_currency_has_its_own_exponent(string code, int minorUnits, long scale)
    {
        Assert.Equal(minorUnits, Currency.Get(code).MinorUnits);
        Assert.Equal(scale, Currency.Get(code).Scale);
    }

    [Theory]
    [InlineData("XAU")]
    [InlineData("XXX")]
    [InlineData("DEM")]
    [InlineData("HRK")]
    [InlineData("eur")]
    [InlineData("")]
    [InlineData(null)]
    public void A_code_that_cannot_be_paid_is_not_found(string? code) => Assert.Null(Currency.Find(code));

    [Fact]
    public void A_code_gives_one_instance() => Assert.Same(Currency.Get("USD"), Currency.Find("USD"));
}
