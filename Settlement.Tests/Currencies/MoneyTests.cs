using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Settlement.Domain.Currencies;
using Xunit;

namespace Settlement.Tests.Currencies;

public sealed class MoneyTests
{
    [Theory]
    [InlineData("EUR", 25000, "250.00")]
    [InlineData("EUR", -1, "-0.01")]
    [InlineData("JPY", 100, "100")]
    [InlineData("KWD", -1234, "-1.234")]
    [InlineData("CLF", 5, "0.0005")]
    [InlineData("EUR", long.MaxValue, "92233720368547758.07")]
    [InlineData("EUR", long.MinValue, "-92233720368547758.08")]
    public void Format_shows_exactly_the_decimals_of_the_currency(string code, long minor, string text) =>
        Assert.Equal(text, new Money(minor, Currency.Get(code)).Format());

    [Theory]
    [InlineData("250.00", 25000)]
    [InlineData("250.000000", 25000)]
    [InlineData("1e5", 10_000_000)]
    [InlineData("1.5E+3", 150_000)]
    [InlineData("2500e-1", 25000)]
    [InlineData("-0", 0)]
    [InlineData("0.000", 0)]
    [InlineData("0e999999999", 0)]
    [InlineData("007", 700)]
    [InlineData("-92233720368547758.07", -long.MaxValue)]
    public void Decimal_text_is_read_exactly(string text, long minor)
    {
        Assert.True(Money.TryParse(text, Currency.Get("EUR"), out var money, out var problem), problem.ToString());
        Assert.Equal(new Money(minor, Currency.Get("EUR")), money);
    }

    [Theory]
    [InlineData("", MoneyProblem.NotANumber)]
    [InlineData("-", MoneyProblem.NotANumber)]
    [InlineData(".5", MoneyProblem.NotANumber)]
    [InlineData("5.", MoneyProblem.NotANumber)]
    [InlineData("1,000.00", MoneyProblem.NotANumber)]
    [InlineData("1.2.3", MoneyProblem.NotANumber)]
    [InlineData("0x10", MoneyProblem.NotANumber)]
    [InlineData("1e", MoneyProblem.NotANumber)]
    [InlineData("1e1.5", MoneyProblem.NotANumber)]
    [InlineData("NaN", MoneyProblem.NotANumber)]
    [InlineData("١٢", MoneyProblem.NotANumber)]
    [InlineData(" 1", MoneyProblem.NotANumber)]
    [InlineData("0.001", MoneyProblem.TooManyDecimals)]
    [InlineData("1.0000000000000000000000000000000000001", MoneyProblem.TooManyDecimals)]
    [InlineData("1e-999999999", MoneyProblem.TooManyDecimals)]
    [InlineData("99999999999999999999999999999.001", MoneyProblem.TooManyDecimals)]
    [InlineData("92233720368547758.08", MoneyProblem.OutOfRange)]
    [InlineData("1e999999999", MoneyProblem.OutOfRange)]
    [InlineData("123456789012345678901234567890", MoneyProblem.OutOfRange)]
    public void What_is_no_amount_is_refused_with_its_reason(string text, MoneyProblem expected)
    {
        Assert.False(Money.TryParse(text, Currency.Get("EUR"), out _, out var problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void Text_longer_than_the_limit_is_refused_unread()
    {
        Assert.False(Money.TryParse(new string('0', Money.MaxTextLength) + "1", Currency.Get("EUR"), out _, out var problem));
        Assert.Equal(MoneyProblem.NotANumber, problem);
    }

    [Theory]
    [InlineData("JPY", "100.0", 100, MoneyProblem.None)]
    [InlineData("JPY", "100.5", 0, MoneyProblem.TooManyDecimals)]
    [InlineData("KWD", "1.234", 1234, MoneyProblem.None)]
    [InlineData("KWD", "1.2345", 0, MoneyProblem.TooManyDecimals)]
    [InlineData("CLF", "0.0005", 5, MoneyProblem.None)]
    [InlineData("EUR", "79228162514264337593543950335", 0, MoneyProblem.OutOfRange)]
    [InlineData("EUR", "92233720368547758.08", 0, MoneyProblem.OutOfRange)]
    public void A_decimal_becomes_minor_units_exactly_or_not_at_all(string code, string amount, long expected, MoneyProblem expectedProblem)
    {
        var converted = Money.TryToMinor(decimal.Parse(amount, CultureInfo.InvariantCulture), Currency.Get(code), out var minor, out var problem);
        Assert.Equal((expectedProblem == MoneyProblem.None, expected, expectedProblem), (converted, minor, problem));
    }

    [Fact]
    public void Formatting_and_reading_are_inverse_in_every_currency() => Prop.ForAll<long, int>((minor, pick) =>
    {
        var currency = Currency.All[(int)(unchecked((uint)pick) % (uint)Currency.All.Count)];
        var money = new Money(minor == long.MinValue ? 0 : minor, currency);
        return Money.TryParse(money.Format(), currency, out var read, out _) && read == money
            && Money.TryToMinor(money.ToUnits(), currency, out var again, out _) && again == money.Minor;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Arithmetic_is_checked()
    {
        var most = new Money(long.MaxValue, Currency.Get("EUR"));
        var one = new Money(1, Currency.Get("EUR"));
        Assert.Throws<OverflowException>(() => most + one);
        Assert.Throws<OverflowException>(() => -most - one - one);
        Assert.Equal(most, most - one + one);
    }

    [Fact]
    public void Currencies_do_not_mix()
    {
        var euro = new Money(1, Currency.Get("EUR"));
        var dollar = new Money(1, Currency.Get("USD"));
        Assert.Throws<InvalidOperationException>(() => euro + dollar);
        Assert.Throws<InvalidOperationException>(() => euro - dollar);
        Assert.Throws<InvalidOperationException>(() => euro < dollar);
    }
}
