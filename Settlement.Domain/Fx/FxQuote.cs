using System.Numerics;

namespace Settlement.Domain.Fx;

/// <summary>
/// What the rates say of one ordered pair. The mid is kept as an exact fraction, so that an inverted or crossed rate loses nothing
/// before the amount is rounded, once.
/// </summary>
/// <param name="Numerator">Of units of the quote currency for one unit of the base currency.</param>
/// <param name="SpreadBasisPoints">Full bid-ask spread; of a crossed pair the sum of its two legs.</param>
/// <param name="Via">The third currency of a crossed pair, else null.</param>
internal sealed record FxQuote(BigInteger Numerator, BigInteger Denominator, decimal Mid, decimal SpreadBasisPoints, string? Via)
{
    public static FxQuote Identity { get; } = new(BigInteger.One, BigInteger.One, 1m, 0m, null);

    public static FxQuote Direct(FxRate rate)
    {
        var (numerator, denominator) = Fraction(rate.Mid);
        return new FxQuote(numerator, denominator, rate.Mid, rate.SpreadBasisPoints, null);
    }

    public FxQuote Inverse() => new(Denominator, Numerator, 1m / Mid, SpreadBasisPoints, Via);

    public static FxQuote Cross(FxQuote first, FxQuote second, string via)
    {
        var numerator = first.Numerator * second.Numerator;
        var denominator = first.Denominator * second.Denominator;
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator);
        return new FxQuote(
            numerator / divisor, denominator / divisor, first.Mid * second.Mid, first.SpreadBasisPoints + second.SpreadBasisPoints, via);
    }

    /// <summary>Converts minor units; exact but for the one rounding at the end.</summary>
    /// <exception cref="OverflowException">The result does not fit 64 bits.</exception>
    public long Convert(long minor, long fromScale, long toScale, ConversionRounding rounding)
    {
        var numerator = Numerator * toScale;
        var denominator = Denominator * fromScale;

        // Rates of a market have few digits: nearly every conversion stays within 128 bits.
        return numerator <= long.MaxValue && denominator <= long.MaxValue
            ? (long)Divide((Int128)minor * (long)numerator, (long)denominator, rounding)
            : (long)Divide(minor * numerator, denominator, rounding);
    }

    private static T Divide<T>(T dividend, T divisor, ConversionRounding rounding)
        where T : IBinaryInteger<T>
    {
        var (quotient, remainder) = T.DivRem(dividend, divisor);
        if (T.IsZero(remainder))
        {
            return quotient;
        }

        var twice = T.Abs(remainder) * (T.One + T.One);
        var away = rounding switch
        {
            ConversionRounding.HalfEven => twice > divisor || (twice == divisor && T.IsOddInteger(quotient)),
            ConversionRounding.HalfAwayFromZero => twice >= divisor,
            ConversionRounding.TowardZero => false,
            ConversionRounding.AwayFromZero => true,
            _ => throw new ArgumentOutOfRangeException(nameof(rounding), rounding, "not a rounding"),
        };
        return away ? quotient + T.CopySign(T.One, dividend) : quotient;
    }

    private static (BigInteger Numerator, BigInteger Denominator) Fraction(decimal value)
    {
        var denominator = BigInteger.Pow(10, value.Scale);
        var bits = decimal.GetBits(value);
        var numerator = ((BigInteger)unchecked((uint)bits[2]) << 64) | ((BigInteger)unchecked((uint)bits[1]) << 32) | unchecked((uint)bits[0]);
        var divisor = BigInteger.GreatestCommonDivisor(numerator, denominator);
        return (numerator / divisor, denominator / divisor);
    }
}
