using System.Globalization;

namespace Settlement.Domain.Currencies;

/// <summary>
/// Reads decimal text as a scaled integer. Written out because <see cref="decimal.TryParse(string, out decimal)"/> rounds silently beyond
/// 28 digits, and an amount must be exact or refused.
/// </summary>
internal static class DecimalText
{
    /// <summary>Exponents beyond this are refused as out of range or as too many decimals anyway; the limit keeps the sums small.</summary>
    private const int MaxExponent = 1_000;

    /// <summary>The value times 10 to the power of <paramref name="decimals"/>.</summary>
    public static MoneyProblem TryRead(ReadOnlySpan<char> text, int decimals, out long scaled)
    {
        scaled = 0;
        if (text.Length > Money.MaxTextLength || !TrySplit(text, out var negative, out var mantissa, out var exponent))
        {
            return MoneyProblem.NotANumber;
        }

        // The mantissa's digits without the point, and the power of ten of its last digit that is not zero.
        var point = mantissa.IndexOf('.');
        Span<char> digits = stackalloc char[mantissa.Length];
        mantissa.CopyTo(digits);
        if (point >= 0)
        {
            mantissa[(point + 1)..].CopyTo(digits[point..]);
            digits = digits[..^1];
            exponent -= digits.Length - point;
        }

        var significant = digits.TrimEnd('0');
        exponent += digits.Length - significant.Length + decimals;
        significant = significant.TrimStart('0');
        if (significant.IsEmpty)
        {
            return MoneyProblem.None;
        }

        if (exponent < 0)
        {
            return MoneyProblem.TooManyDecimals;
        }

        // 19 digits hold every long, and fit UInt128 with room to spare.
        if (significant.Length + exponent > 19)
        {
            return MoneyProblem.OutOfRange;
        }

        var value = UInt128.Parse(significant, NumberStyles.None, CultureInfo.InvariantCulture);
        for (var i = 0; i < exponent; i++)
        {
            value *= 10;
        }

        if (value > (UInt128)long.MaxValue)
        {
            return MoneyProblem.OutOfRange;
        }

        scaled = negative ? -(long)value : (long)value;
        return MoneyProblem.None;
    }

    private static bool TrySplit(ReadOnlySpan<char> text, out bool negative, out ReadOnlySpan<char> mantissa, out int exponent)
    {
        exponent = 0;
        negative = text.StartsWith('-');
        mantissa = negative || text.StartsWith('+') ? text[1..] : text;
        var mark = mantissa.IndexOfAny('e', 'E');
        if (mark >= 0)
        {
            if (!int.TryParse(mantissa[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
            {
                return false;
            }

            exponent = Math.Clamp(exponent, -MaxExponent, MaxExponent);
            mantissa = mantissa[..mark];
        }

        var point = mantissa.IndexOf('.');
        return point < 0
            ? IsDigits(mantissa)
            : IsDigits(mantissa[..point]) && IsDigits(mantissa[(point + 1)..]);
    }

    private static bool IsDigits(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');
}
