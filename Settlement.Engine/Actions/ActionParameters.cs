using System.Text;
using System.Text.Json;
using Settlement.Domain.Currencies;

namespace Settlement.Engine.Actions;

/// <summary>Reads an action's parameters; each reader notes what is wrong with its field.</summary>
public sealed class ActionParameters(JsonElement json)
{
    private const int MaxText = 200;

    public JsonElement Json => json;

    public bool Has(string field) => Find(field) is not null;

    /// <summary>A short text without control characters; null, and an error, where there is none.</summary>
    public string? Text(string field, List<ActionError> errors, bool isRequired = true)
    {
        if (Find(field) is not { } value)
        {
            if (isRequired)
            {
                errors.Add(new ActionError("parameters." + field, "required", $"parameters.{field} is required."));
            }

            return null;
        }

        if (TextOf(value) is { } text)
        {
            return text;
        }

        errors.Add(new ActionError("parameters." + field, "not_a_text", $"parameters.{field} must be a text of 1 to {MaxText} characters."));
        return null;
    }

    /// <summary>Texts of an array, without doubles.</summary>
    public IReadOnlyList<string> Texts(string field, int max, List<ActionError> errors)
    {
        if (Find(field) is not { } value)
        {
            return [];
        }

        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= max)
        {
            var texts = value.EnumerateArray().Select(TextOf).ToList();
            if (texts.TrueForAll(text => text is not null))
            {
                return [.. texts.Distinct(StringComparer.Ordinal)!];
            }
        }

        errors.Add(new ActionError("parameters." + field, "not_a_list", $"parameters.{field} must be a list of at most {max} texts."));
        return [];
    }

    /// <summary>An amount in units of the currency in <paramref name="currencyField"/>; a JSON number or string.</summary>
    public Money? Amount(string field, string currencyField, List<ActionError> errors)
    {
        var code = Text(currencyField, errors);
        if (code is null)
        {
            return null;
        }

        if (Currency.Find(code) is not { } currency)
        {
            errors.Add(new ActionError("parameters." + currencyField, "unknown_currency", $"parameters.{currencyField} must be an active ISO 4217 code."));
            return null;
        }

        var text = Find(field) switch
        {
            { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
            { ValueKind: JsonValueKind.String } quoted => TextOf(quoted),
            _ => null,
        };
        if (text is not null && Money.TryParse(text, currency, out var money, out _))
        {
            return money;
        }

        errors.Add(new ActionError("parameters." + field, "not_an_amount", $"parameters.{field} must be an amount with at most {currency.MinorUnits} decimals."));
        return null;
    }

    private JsonElement? Find(string field) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static string? TextOf(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number)
        {
            return value.GetRawText() is { Length: <= MaxText } digits ? digits : null;
        }

        try
        {
            return value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= MaxText } text
                && !text.Any(char.IsControl) && !text.EnumerateRunes().Contains(Rune.ReplacementChar) ? text : null;
        }
        catch (InvalidOperationException)
        {
            // An escaped surrogate without its other half: the only fault of a JSON string that parsing lets pass.
            return null;
        }
    }
}
