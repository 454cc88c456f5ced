using Settlement.Domain.Currencies;

namespace Settlement.Domain.Transactions;

/// <summary>The rule for a payment's amount: a decimal number, exact, positive, with no more decimals than its currency has, and bounded.</summary>
public static class PaymentAmount
{
    /// <summary>The largest amount, in units of any currency.</summary>
    public const decimal MaxUnits = 999_999_999.99m;

    private const long MaxHundredths = 99_999_999_999;

    // Judges sign and syntax where the currency is unknown; its decimals are not held against the amount then.
    private static readonly Currency Finest = Currency.All.MaxBy(currency => currency.MinorUnits)!;

    /// <summary>The largest amount in minor units of a currency.</summary>
    public static long MaxMinor(Currency currency)
    {
        ArgumentNullException.ThrowIfNull(currency);
        return MaxHundredths * currency.Scale / 100;
    }

    /// <summary>Reads the text of a JSON number, exponents included, or of a string; never through floating point.</summary>
    /// <param name="currency">Null when the currency is not known: the decimals are not judged then, and nothing is returned.</param>
    /// <returns>Minor units; null when a rule is broken.</returns>
    public static long? Read(ReadOnlySpan<char> text, Currency? currency, string field, PaymentErrors errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (!Money.TryParse(text, currency ?? Finest, out var money, out var problem))
        {
            Report(text, problem, currency, field, errors);
            return null;
        }

        if (money.Minor <= 0)
        {
            errors.Add(field, PaymentErrorCodes.NotPositive, $"{field} must be greater than zero.");
            return null;
        }

        if (money.Minor > MaxMinor(money.Currency))
        {
            ReportTooLarge(field, errors);
            return null;
        }

        return currency is null ? null : money.Minor;
    }

    private static void Report(ReadOnlySpan<char> text, MoneyProblem problem, Currency? currency, string field, PaymentErrors errors)
    {
        switch (problem)
        {
            case MoneyProblem.NotANumber:
                errors.Add(field, PaymentErrorCodes.NotANumber, $"{field} must be a decimal number of at most {Money.MaxTextLength} characters, e.g. 250.00.");
                break;
            case MoneyProblem.OutOfRange or MoneyProblem.TooManyDecimals when text.StartsWith('-'):
                errors.Add(field, PaymentErrorCodes.NotPositive, $"{field} must be greater than zero.");
                break;
            case MoneyProblem.OutOfRange:
                ReportTooLarge(field, errors);
                break;
            case MoneyProblem.TooManyDecimals when currency is not null:
                errors.Add(field, PaymentErrorCodes.TooManyDecimals, $"{field} has more decimals than {currency.Code} has ({currency.MinorUnits}).");
                break;
        }
    }

    private static void ReportTooLarge(string field, PaymentErrors errors) =>
        errors.Add(field, PaymentErrorCodes.AmountTooLarge, $"{field} is larger than 999,999,999.99.");
}
