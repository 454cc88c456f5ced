using System.Runtime.InteropServices;
using Settlement.Domain.Batches;

namespace Settlement.Optimization.Composition;

/// <summary>Matches the opposite flows of each currency pair at mid; what is left trades at half the spread, at the pair itself or through
/// a third currency (<see cref="Triangulation"/>).</summary>
internal static class FxPairing
{
    /// <summary>By base, then quote.</summary>
    public static FxTrade[] Trades(IReadOnlyList<Candidate> payments, FxMarket market)
    {
        var pairs = new SortedDictionary<(string Base, string Quote), FxPair>(FxPair.Order);
        var any = new Dictionary<(string Source, string Destination), (long In, long Out)>();
        foreach (var payment in payments)
        {
            if (payment.IsCrossCurrency)
            {
                ref var sums = ref CollectionsMarshal.GetValueRefOrAddDefault(any, (payment.SourceCurrency, payment.DestinationCurrency), out _);
                sums = (sums.In + payment.SourceMinor, sums.Out + payment.DestinationMinor);
            }
        }

        foreach (var (way, sums) in any)
        {
            FxPair.In(pairs, way.Source, way.Destination).AddPayments(way.Source, sums.In, sums.Out);
        }

        Triangulation.Run(pairs, market);
        return [.. pairs.Values.Select(pair => Trade(pair, market))];
    }

    private static FxTrade Trade(FxPair pair, FxMarket market)
    {
        var (one, other) = (pair.Base, pair.Quote);
        var (mid, spread) = (market.Mid(one, other), market.SpreadBasisPoints(one, other));
        var residualQuote = -(long)decimal.Round(pair.BaseNet * mid * FxRoutes.Scale(other) / FxRoutes.Scale(one), MidpointRounding.ToEven);
        return new FxTrade(
            one, other, mid, spread, pair.MatchedBase, pair.BaseNet, residualQuote,
            Pricing.Price.HalfSpread(Math.Abs(pair.BaseNet), spread),
            pair.QuoteNet - residualQuote, pair.Via, pair.RoutedBase);
    }
}
