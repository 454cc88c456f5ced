using System.Globalization;
using System.Text.Json;
using Settlement.Domain.Currencies;

namespace Settlement.Api.Reference;

/// <summary>Reads decimals that came as a JSON number or as a JSON string; never through binary floating point.</summary>
internal static class JsonDecimal
{
    /// <summary>A decimal holds 28 digits; with sign, point and a leading zero no exact one is longer.</summary>
    private const int MaxLength = 31;

    /// <summary>An amount as minor units of a currency; on false the error says why it is none.</summary>
    public static bool TryReadMinor(JsonElement? json, string field, Currency currency, out long minor, out FieldError? error)
    {
        minor = 0;
        error = null;
        if (Text(json) is not { } text)
        {
            error = Missing(json, field);
            return false;
        }

        if (!Money.TryParse(text, currency, out var money, out var problem))
        {
            error = problem switch
            {
                MoneyProblem.TooManyDecimals => new FieldError(field, "too_many_decimals", $"{currency.Code} has {currency.MinorUnits} decimals."),
                MoneyProblem.OutOfRange => new FieldError(field, "out_of_range", "The amount is too large."),
                _ => new FieldError(field, "not_a_number", "An amount is a decimal number."),
            };
            return false;
        }

        minor = money.Minor;
        return true;
    }

    public static bool TryRead(JsonElement? json, string field, out decimal value, out FieldError? error)
    {
        value = 0;
        error = null;
        if (Text(json) is not { } text)
        {
            error = Missing(json, field);
            return false;
        }

        const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        if (text.Length > MaxLength || !decimal.TryParse(text, Plain, CultureInfo.InvariantCulture, out value))
        {
            error = new FieldError(field, "not_a_number", $"A decimal number without exponent, at most {MaxLength} characters.");
            return false;
        }

        return true;
    }

    private static string? Text(JsonElement? json) => json?.ValueKind switch
    {
        JsonValueKind.Number => json.Value.GetRawText(),
        JsonValueKind.String => Unescaped(json.Value),
        _ => null,
    };

    private static string Unescaped(JsonElement json)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // The only fault of a JSON string that parsing lets pass: an escaped surrogate without its other half.
            return json.GetRawText();
        }
    }

    private static FieldError Missing(JsonElement? json, string field) =>
        json is null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined }
            ? new FieldError(field, "required", $"{field} is required.")
            : new FieldError(field, "not_a_number", $"{field} is a JSON number or string.");
}
