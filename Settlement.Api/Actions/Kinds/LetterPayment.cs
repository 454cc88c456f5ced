using System.Text.Json;
using Settlement.Domain.Currencies;
using Settlement.Domain.Transactions;
using Settlement.Engine.Failures;

namespace Settlement.Api.Actions.Kinds;

/// <summary>The payment in a dead letter, as far as it can be read: to whom, and what it is worth.</summary>
/// <param name="Party">Null where it names none: an edited one may, so it is worth what it says all the same.</param>
internal sealed record LetterPayment(string? Party, Currency Currency, long AmountMinor)
{
    /// <summary>Null when there is no payment in an active currency: a dead letter may hold anything.</summary>
    public static LetterPayment? Of(DeadLetter letter)
    {
        try
        {
            return letter.Number is null ? OfRecord(letter.Body) : OfLetter(letter.Body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The engine's own form.</summary>
    private static LetterPayment? OfLetter(string body)
    {
        var payment = JsonSerializer.Deserialize<Payment>(body);
        return Currency.Find(payment?.SourceCurrency) is not { } currency
            ? null
            : new LetterPayment(PartyOf(payment!.CounterpartyId), currency, payment.AmountMinor);
    }

    /// <summary>What clients send.</summary>
    private static LetterPayment? OfRecord(string body)
    {
        using var json = JsonDocument.Parse(body);
        return json.RootElement.ValueKind == JsonValueKind.Object && Currency.Find(TextOf(json.RootElement, "source_currency")) is { } currency
            && TextOf(json.RootElement, "amount") is { } amount && Money.TryParse(amount, currency, out var money, out _)
                ? new LetterPayment(PartyOf(TextOf(json.RootElement, "counterparty_id")), currency, money.Minor)
                : null;
    }

    /// <summary>Parties are kept in one text with spaces between them.</summary>
    private static string? PartyOf(string? id) => id is { Length: > 0 and <= 200 } && !id.Any(character => char.IsControl(character) || character == ' ') ? id : null;

    /// <summary>The last one of the name, as whoever reads the record takes it. Looking names up would stop at one that cannot be read.</summary>
    private static string? TextOf(JsonElement payment, string field)
    {
        var value = payment.EnumerateObject().LastOrDefault(property => TextOf(() => property.Name) == field).Value;
        return value.ValueKind switch
        {
            JsonValueKind.String => TextOf(value.GetString),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };
    }

    /// <summary>An escaped surrogate without its other half is the only fault of a JSON string that parsing lets pass.</summary>
    private static string? TextOf(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
