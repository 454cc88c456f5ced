using System.Runtime.InteropServices;
using Settlement.Domain.Batches;
using Settlement.Domain.Currencies;
using Settlement.Domain.Fx;

namespace Settlement.Optimization.Composition;

/// <summary>Mid and full spread in basis points of a pair, base first.</summary>
internal delegate (decimal Mid, decimal SpreadBasisPoints) PairTerms(string baseCurrency, string quoteCurrency);

/// <summary>Matches the opposite flows of each currency pair at mid; what is left of a pair trades at half the spread.</summary>
internal sealed class FxPairing
{
    private readonly Dictionary<(string Base, string Quote), Flows> pairs = [];

    public static PairTerms From(FxRates rates) => (from, to) =>
        (rates.Mid(from, to) ?? throw new InvalidOperationException($"no rate from {from} to {to}, though payments of the pair settle"),
            rates.SpreadBasisPoints(from, to) ?? 0);

    /// <summary>The trades of an earlier round: what was converted at their mid stays so.</summary>
    public static PairTerms From(IReadOnlyList<FxTrade> trades) => (from, to) =>
    {
        var trade = trades.First(trade => trade.Base == from && trade.Quote == to);
        return (trade.Mid, trade.SpreadBasisPoints);
    };

    /// <summary>By base, then quote.</summary>
    public static FxTrade[] Trades(IReadOnlyList<Candidate> payments, PairTerms terms)
    {
        var pairing = new FxPairing();
        foreach (var payment in payments)
        {
            if (payment.IsCrossCurrency)
            {
                pairing.Add(payment);
            }
        }

        var trades = pairing.pairs.Select(pair => Trade(pair.Key.Base, pair.Key.Quote, pair.Value, terms)).ToArray();
        Array.Sort(trades, static (a, b) =>
            string.CompareOrdinal(a.Base, b.Base) is var order && order != 0 ? order : string.CompareOrdinal(a.Quote, b.Quote));
        return trades;
    }

    private static FxTrade Trade(string baseCurrency, string quoteCurrency, Flows flows, PairTerms terms)
    {
        var (mid, spread) = terms(baseCurrency, quoteCurrency);
        var residual = flows.BaseIn - flows.BaseOut;
        var scaled = residual * mid * Scale(quoteCurrency) / Scale(baseCurrency);
        var residualQuote = -(long)decimal.Round(scaled, MidpointRounding.ToEven);
        return new FxTrade(
            baseCurrency, quoteCurrency, mid, spread,
            Math.Min(flows.BaseIn, flows.BaseOut),
            residual,
            residualQuote,
            Pricing.Price.HalfSpread(Math.Abs(residual), spread),
            flows.QuoteIn - flows.QuoteOut - residualQuote);
    }

    private static decimal Scale(string currency) =>
        Currency.Find(currency)?.Scale ?? throw new InvalidOperationException($"{currency} is not a currency, though it was converted");

    private void Add(Candidate payment)
    {
        var sellsBase = string.CompareOrdinal(payment.SourceCurrency, payment.DestinationCurrency) < 0;
        ref var flows = ref CollectionsMarshal.GetValueRefOrAddDefault(
            pairs,
            sellsBase ? (payment.SourceCurrency, payment.DestinationCurrency) : (payment.DestinationCurrency, payment.SourceCurrency),
            out _);
        if (sellsBase)
        {
            flows.BaseIn += payment.SourceMinor;
            flows.QuoteOut += payment.DestinationMinor;
        }
        else
        {
            flows.QuoteIn += payment.SourceMinor;
            flows.BaseOut += payment.DestinationMinor;
        }
    }

    private record struct Flows(long BaseIn, long BaseOut, long QuoteIn, long QuoteOut);
}
