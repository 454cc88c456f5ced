namespace Settlement.Domain.Currencies;

/// <summary>Why a text or number is not an amount of a currency; in order of precedence.</summary>
public enum MoneyProblem
{
    None,

    /// <summary>Not decimal digits with an optional sign, point and exponent, or longer than <see cref="Money.MaxTextLength"/>.</summary>
    NotANumber,

    /// <summary>More decimals than the currency has. Trailing zeros do not count: 1.500 is a valid amount of EUR.</summary>
    TooManyDecimals,

    /// <summary>Its minor units do not fit 64 bits.</summary>
    OutOfRange,
}
