using Settlement.Domain.Batches;
using Settlement.Domain.Currencies;

namespace Settlement.Engine.Matching;

/// <summary>A party's check of what a payment across currencies is worth, from the batch's own trades. Pure.</summary>
internal static class PartyRates
{
    /// <summary>Half a minor unit, and a little: the mid of an inverted or crossed pair has 28 digits, so an exact half may come out beside it.</summary>
    private const decimal Tolerance = 0.500001m;

    /// <summary>
    /// Whether the creditor receives the source amount at the mid of the pair's trade, rounded to the nearest minor unit.
    /// </summary>
    public static bool IsAtMid(Candidate payment, IReadOnlyList<FxTrade> trades)
    {
        if (Currency.Find(payment.SourceCurrency) is not { } source || Currency.Find(payment.DestinationCurrency) is not { } destination)
        {
            return false;
        }

        foreach (var trade in trades)
        {
            var sellsBase = Same(trade.Base, payment.SourceCurrency) && Same(trade.Quote, payment.DestinationCurrency);
            var buysBase = Same(trade.Quote, payment.SourceCurrency) && Same(trade.Base, payment.DestinationCurrency);
            if ((sellsBase || buysBase) && trade.Mid > 0)
            {
                var scaled = (decimal)payment.SourceMinor * destination.Scale / source.Scale;
                var exact = sellsBase ? scaled * trade.Mid : scaled / trade.Mid;
                return Math.Abs(exact - payment.DestinationMinor) <= Tolerance;
            }
        }

        return false;
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.Ordinal);
}
