using System.Globalization;

namespace Settlement.Domain.Currencies;

/// <summary>
/// An amount: integer minor units of one currency, negative allowed. Arithmetic is checked and refuses to mix currencies; nothing
/// here rounds. Not a price: use <see cref="Fx.FxRates"/> to change the currency.
/// </summary>
/// <param name="Minor">Minor units, e.g. cents.</param>
public readonly record struct Money(long Minor, Currency Currency) : IComparable<Money>
{
    /// <summary>Longer texts are refused unread. 64 digits are three times what 64 bits can hold.</summary>
    public const int MaxTextLength = 64;

    public static Money operator +(Money left, Money right) => new(checked(left.Minor + Same(left, right).Minor), left.Currency);

    public static Money operator -(Money left, Money right) => new(checked(left.Minor - Same(left, right).Minor), left.Currency);

    public static Money operator -(Money value) => new(checked(-value.Minor), value.Currency);

    public static bool operator <(Money left, Money right) => left.CompareTo(right) < 0;

    public static bool operator >(Money left, Money right) => left.CompareTo(right) > 0;

    public static bool operator <=(Money left, Money right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Money left, Money right) => left.CompareTo(right) >= 0;

    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    public int CompareTo(Money other) => Minor.CompareTo(Same(this, other).Minor);

    /// <summary>The amount in units, exact.</summary>
    public decimal ToUnits() => ToUnits(Minor, Currency);

    /// <summary>The amount in units with exactly the currency's decimals, a point and no grouping: 250.00, 100 (JPY), -1.234 (KWD).</summary>
    public string Format() => Format(Minor, Currency);

    public override string ToString() => $"{Format()} {Currency.Code}";

    public static string Format(long minor, Currency currency) => ToUnits(minor, currency).ToString(CultureInfo.InvariantCulture);

    /// <summary>Minor units as units; the decimal carries the currency's number of decimals.</summary>
    public static decimal ToUnits(long minor, Currency currency)
    {
        var size = minor < 0 ? unchecked((ulong)-minor) : (ulong)minor;
        return new decimal(unchecked((int)size), unchecked((int)(size >> 32)), 0, minor < 0, (byte)currency.MinorUnits);
    }

    /// <summary>The same of a total, which may be more than 64 bits hold: exact up to decimal's 28 digits, with the currency's number of decimals.</summary>
    /// <param name="minor">A whole number.</param>
    public static decimal ToUnits(decimal minor, Currency currency) => minor * new decimal(1, 0, 0, false, (byte)currency.MinorUnits);

    /// <summary>Units as minor units: exact or refused.</summary>
    public static bool TryToMinor(decimal amount, Currency currency, out long minor, out MoneyProblem problem)
    {
        minor = 0;
        if (amount.Scale > currency.MinorUnits && decimal.Round(amount, currency.MinorUnits, MidpointRounding.ToZero) != amount)
        {
            problem = MoneyProblem.TooManyDecimals;
            return false;
        }

        // The first comparison keeps the multiplication within decimal's range.
        if (Math.Abs(amount) > long.MaxValue || Math.Abs(amount * currency.Scale) > long.MaxValue)
        {
            problem = MoneyProblem.OutOfRange;
            return false;
        }

        minor = (long)(amount * currency.Scale);
        problem = MoneyProblem.None;
        return true;
    }

    /// <summary>Reads decimal text, as JSON writes numbers (a leading plus or zeros are allowed too): exact or refused, never through floating point.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, Currency currency, out Money money, out MoneyProblem problem)
    {
        money = default;
        problem = DecimalText.TryRead(text, currency.MinorUnits, out var minor);
        if (problem != MoneyProblem.None)
        {
            return false;
        }

        money = new Money(minor, currency);
        return true;
    }

    private static Money Same(Money left, Money right) =>
        ReferenceEquals(left.Currency, right.Currency)
            ? right
            : throw new InvalidOperationException($"amounts of {left.Currency} and {right.Currency} do not mix");
}
