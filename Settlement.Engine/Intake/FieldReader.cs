using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Settlement.Domain.Currencies;
using Settlement.Domain.Transactions;
using Settlement.Domain.Windows;
using static Settlement.Engine.Intake.PaymentFields;

namespace Settlement.Engine.Intake;

/// <summary>Reads one field each by its own rule; null, with an error reported, where the rule is broken.</summary>
internal static class FieldReader
{
    public static string? ReadIdentifier(JsonElement element, string field, PaymentErrors errors)
    {
        if (!IsText(element, field, errors))
        {
            return null;
        }

        var raw = JsonMarshal.GetRawUtf8Value(element)[1..^1];
        if (PaymentIdentifier.IsValid(raw))
        {
            return Encoding.ASCII.GetString(raw);
        }

        // Broken, or spelled with escapes: the text itself decides and gives the message.
        var text = element.GetString()!;
        return PaymentIdentifier.Check(text, field, errors) ? text : null;
    }

    public static Currency? ReadCurrency(JsonElement element, string field, PaymentErrors errors)
    {
        if (!IsText(element, field, errors))
        {
            return null;
        }

        var currency = Currency.Find(element.GetString());
        if (currency is null)
        {
            errors.Add(field, PaymentErrorCodes.UnknownCurrency, $"{field} must be the code of an active ISO 4217 currency, three capital letters.");
        }

        return currency;
    }

    public static long? ReadAmount(JsonElement element, Currency? currency, PaymentErrors errors)
    {
        if (IsMissing(element, AmountName, errors))
        {
            return null;
        }

        switch (element.ValueKind)
        {
            case JsonValueKind.Number:
                var raw = JsonMarshal.GetRawUtf8Value(element);
                if (raw.Length > Money.MaxTextLength)
                {
                    errors.Add(AmountName, PaymentErrorCodes.NotANumber, $"amount must have at most {Money.MaxTextLength} characters.");
                    return null;
                }

                Span<char> text = stackalloc char[Money.MaxTextLength];
                return PaymentAmount.Read(text[..Encoding.ASCII.GetChars(raw, text)], currency, AmountName, errors);
            case JsonValueKind.String:
                return PaymentAmount.Read(element.GetString(), currency, AmountName, errors);
            default:
                errors.Add(AmountName, PaymentErrorCodes.WrongType, "amount must be a number or a string that holds one.");
                return null;
        }
    }

    public static WindowKind? ReadWindow(JsonElement element, PaymentErrors errors)
    {
        if (element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return PaymentWindows.Default;
        }

        if (!IsText(element, SettlementWindowName, errors))
        {
            return null;
        }

        var window = PaymentWindows.Find(element.GetString());
        if (window is null)
        {
            errors.Add(SettlementWindowName, PaymentErrorCodes.UnknownWindow, $"settlement_window must be one of {PaymentWindows.Names}.");
        }

        return window;
    }

    private static bool IsText(JsonElement element, string field, PaymentErrors errors)
    {
        if (IsMissing(element, field, errors))
        {
            return false;
        }

        if (element.ValueKind != JsonValueKind.String)
        {
            errors.Add(field, PaymentErrorCodes.WrongType, $"{field} must be a string.");
            return false;
        }

        return true;
    }

    private static bool IsMissing(JsonElement element, string field, PaymentErrors errors)
    {
        if (element.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
        {
            return false;
        }

        errors.Add(field, PaymentErrorCodes.Required, $"{field} is missing.");
        return true;
    }
}
