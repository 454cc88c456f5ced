using System.Globalization;
using System.Text.Json;
using Settlement.Domain.Currencies;
using Settlement.Domain.Transactions;

namespace Settlement.Api.Actions.Kinds;

/// <summary>The payment in a dead letter's body, where it holds one.</summary>
internal static class LetterPayment
{
    public const string Prefix = "letter_";

    public static string IdOf(long letter) => Prefix + letter.ToString(CultureInfo.InvariantCulture);

    /// <summary>Null when the body is no payment in an active currency: a dead letter may hold anything.</summary>
    public static Payment? Read(string body)
    {
        try
        {
            var payment = JsonSerializer.Deserialize<Payment>(body);
            return Currency.Find(payment?.SourceCurrency) is null || string.IsNullOrEmpty(payment!.CounterpartyId) ? null : payment;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
