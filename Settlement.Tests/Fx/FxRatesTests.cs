using System.Globalization;
using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Settlement.Domain.Fx;
using Settlement.Tests.Reference;
using Xunit;

namespace Settlement.Tests.Fx;

public sealed class FxRatesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_direct_rate_converts_with_both_exponents()
    {
        var rates = Rates(("USD", "JPY", 135.835m, 2), ("KWD", "USD", 3.25m, 10));
        Assert.Equal(13_584, rates.Convert(10_000, "USD", "JPY"));
        Assert.Equal(325, rates.Convert(1_000, "KWD", "USD"));
    }

    [Fact]
    public void An_inverted_rate_is_exact()
    {
        var rates = Rates(("USD", "JPY", 3m, 2));
        Assert.Equal(10_000, rates.Convert(300, "JPY", "USD"));
        Assert.Equal(33, rates.Convert(1, "JPY", "USD"));
        Assert.Equal(2, rates.SpreadBasisPoints("JPY", "USD"));
    }

    [Fact]
    public void A_crossed_rate_goes_through_the_third_currency_with_the_least_spread()
    {
        var rates = Rates(("EUR", "GBP", 0.8m, 5), ("EUR", "CHF", 1m, 5), ("USD", "GBP", 0.7m, 2), ("USD", "CHF", 0.9m, 2));
        Assert.Equal("USD", rates.Via("GBP", "CHF"));
        Assert.Equal(4, rates.SpreadBasisPoints("GBP", "CHF"));
        Assert.Equal(900, rates.Convert(700, "GBP", "CHF"));
    }

    [Fact]
    public void Of_equally_cheap_crossings_the_first_in_the_alphabet_is_taken()
    {
        var rates = Rates(("USD", "GBP", 0.7m, 2), ("USD", "CHF", 0.9m, 2), ("EUR", "GBP", 0.8m, 2), ("EUR", "CHF", 1m, 2));
        Assert.Equal("EUR", rates.Via("GBP", "CHF"));
    }

    [Fact]
    public void A_pair_of_its_own_is_never_crossed()
    {
        var rates = Rates(("EUR", "GBP", 0.8m, 1), ("EUR", "CHF", 1m, 1), ("CHF", "GBP", 0.9m, 50));
        Assert.Null(rates.Via("GBP", "CHF"));
        Assert.Equal(50, rates.SpreadBasisPoints("GBP", "CHF"));
    }

    [Fact]
    public void The_latest_quote_of_a_pair_counts()
    {
        var rates = new FxRates(
        [
            new FxRate("EUR", "USD", 2m, 1, "new", Noon.AddHours(1)),
            new FxRate("EUR", "USD", 1m, 1, "old", Noon),
        ]);
        Assert.Equal(2m, rates.Mid("EUR", "USD"));
    }

    [Theory]
    [InlineData("EUR", "XAF")]
    [InlineData("XAF", "XOF")]
    [InlineData("EUR", "???")]
    [InlineData("???", "???")]
    public void Without_a_rate_there_is_no_conversion(string from, string to) =>
        Assert.Null(BundledRates.Snapshot.Convert(100, from, to));

    [Fact]
    public void A_currency_without_rates_still_equals_itself()
    {
        Assert.Equal(100, BundledRates.Snapshot.Convert(100, "XAF", "XAF"));
        Assert.Equal(1m, BundledRates.Snapshot.Mid("XAF", "XAF"));
        Assert.Equal(0m, BundledRates.Snapshot.SpreadBasisPoints("XAF", "XAF"));
    }

    [Theory]
    [InlineData(5, ConversionRounding.HalfEven, 2)]
    [InlineData(7, ConversionRounding.HalfEven, 4)]
    [InlineData(-5, ConversionRounding.HalfEven, -2)]
    [InlineData(5, ConversionRounding.HalfAwayFromZero, 3)]
    [InlineData(-5, ConversionRounding.HalfAwayFromZero, -3)]
    [InlineData(5, ConversionRounding.TowardZero, 2)]
    [InlineData(-5, ConversionRounding.AwayFromZero, -3)]
    [InlineData(-1, ConversionRounding.AwayFromZero, -1)]
    [InlineData(1, ConversionRounding.AwayFromZero, 1)]
    [InlineData(1, ConversionRounding.HalfEven, 0)]
    public void The_named_rounding_decides_the_half(long minor, ConversionRounding rounding, long expected) =>
        Assert.Equal(expected, Rates(("EUR", "USD", 0.5m, 0)).Convert(minor, "EUR", "USD", rounding));

    [Fact]
    public void Long_fractions_convert_exactly_too()
    {
        var rates = Rates(("EUR", "USD", 1.0163000000000000000000000001m, 0), ("EUR", "JPY", 138.05000000000000000000000001m, 0));
        Assert.Equal(13_583_588, rates.Convert(10_000_000, "USD", "JPY"));
    }

    [Fact]
    public void A_result_beyond_64_bits_is_an_overflow() =>
        Assert.Throws<OverflowException>(() => BundledRates.Snapshot.Convert(long.MaxValue, "EUR", "IDR"));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(1, -1)]
    public void A_rate_without_a_positive_mid_or_with_a_negative_spread_is_refused(int mid, int spread) =>
        Assert.Throws<ArgumentException>(() => Rates(("EUR", "USD", mid, spread)));

    [Fact]
    public void The_bundled_snapshot_equals_the_published_reference_rates()
    {
        var published = PublishedData.Lines("fx/eurofxref-daily.xml")
            .Select(line => line.Split('\''))
            .Where(parts => parts.Length == 5 && parts[1] is not ("BGN" or "HRK"))
            .ToDictionary(parts => parts[1], parts => decimal.Parse(parts[3], CultureInfo.InvariantCulture), StringComparer.Ordinal);
        Assert.Equal(published, BundledRates.Snapshot.Rates.ToDictionary(rate => rate.Quote, rate => rate.Mid, StringComparer.Ordinal));
    }

    [Fact]
    public void Half_even_conversion_is_within_half_a_minor_unit_of_the_exact_value() => Prop.ForAll<int, uint, uint>((minor, first, second) =>
    {
        var quotes = BundledRates.Snapshot.Rates;
        var from = quotes[(int)(first % quotes.Count)];
        var to = quotes[(int)(second % quotes.Count)];
        if (from == to)
        {
            return true;
        }

        // result / toScale against minor / fromScale * to.Mid / from.Mid, all brought to integers.
        var result = BundledRates.Snapshot.Convert(minor, from.Quote, to.Quote)!.Value;
        var fromScale = Settlement.Domain.Currencies.Currency.Get(from.Quote).Scale;
        var toScale = Settlement.Domain.Currencies.Currency.Get(to.Quote).Scale;
        var fromMid = (BigInteger)(from.Mid * 100_000);
        var toMid = (BigInteger)(to.Mid * 100_000);
        var difference = (result * fromScale * fromMid) - (minor * toScale * toMid);
        return BigInteger.Abs(difference) * 2 <= fromScale * fromMid;
    }).QuickCheckThrowOnFailure();

    private static FxRates Rates(params (string Base, string Quote, decimal Mid, decimal Spread)[] quotes) =>
        new([.. quotes.Select(quote => new FxRate(quote.Base, quote.Quote, quote.Mid, quote.Spread, "test", Noon))]);
}
