using System.Text;
using System.Text.Json;
using Settlement.Domain.Currencies;

namespace Settlement.Api.Ledger;

/// <summary>What a funding request must keep to; one error per broken rule.</summary>
internal static class FundingRules
{
    /// <summary>A thousandth of what 64 bits hold: no participant has more, and sums stay far from the end.</summary>
    private const long MaxMinor = 1_000_000_000_000_000;
    private const int MaxReferenceLength = 64;
    private const int MaxReasonLength = 500;

    public static IReadOnlyList<FieldError> Check(FundingRequest request, out Money amount)
    {
        var errors = new List<FieldError>();
        amount = ReadAmount(request, errors);
        CheckText("reference", request.Reference, MaxReferenceLength, errors);
        CheckText("reason", request.Reason, MaxReasonLength, errors);
        return errors;
    }

    private static Money ReadAmount(FundingRequest request, List<FieldError> errors)
    {
        if (Currency.Find(request.Currency) is not { } currency)
        {
            errors.Add(new FieldError("currency", "unknown_currency", "currency must be an active ISO 4217 code."));
            return default;
        }

        var text = request.Amount.ValueKind switch
        {
            JsonValueKind.Number => request.Amount.GetRawText(),
            JsonValueKind.String => request.Amount.GetRawText().Trim('"'),
            _ => null,
        };
        if (!Money.TryParse(text, currency, out var amount, out var problem))
        {
            var code = problem switch
            {
                MoneyProblem.TooManyDecimals => "too_many_decimals",
                MoneyProblem.OutOfRange => "amount_out_of_range",
                _ => "not_a_number",
            };
            errors.Add(new FieldError("amount", code, $"amount must be a number with at most {currency.MinorUnits} decimals."));
        }
        else if (amount.Minor is > MaxMinor or < -MaxMinor)
        {
            errors.Add(new FieldError("amount", "amount_out_of_range", $"amount must be at most {Money.Format(MaxMinor, currency)}."));
        }
        else if (amount.Minor == 0)
        {
            errors.Add(new FieldError("amount", "zero_amount", "amount must not be zero."));
        }

        return amount;
    }

    private static void CheckText(string field, string? value, int maxLength, List<FieldError> errors)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            errors.Add(new FieldError(field, "required", $"{field} is required."));
        }
        else if (value.Length > maxLength)
        {
            errors.Add(new FieldError(field, "too_long", $"{field} must have at most {maxLength} characters."));
        }
        else if (value.Any(char.IsControl) || value.EnumerateRunes().Contains(Rune.ReplacementChar))
        {
            errors.Add(new FieldError(field, "invalid_characters", $"{field} must be text without control characters."));
        }
    }
}
