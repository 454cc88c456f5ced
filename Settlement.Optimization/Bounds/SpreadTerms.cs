using Settlement.Domain.Fx;
using Settlement.Optimization.Composition;
using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Bounds;

/// <summary>
/// Shares the least spread out among the payments: each pays the difference of its currencies' prices on its amount in the base currency of
/// its pair. A pair's difference is cut to its half spread, so that no trade at the pair itself costs less; where detours are open, what
/// they could save against the difference is taken off the bound.
/// </summary>
internal sealed class SpreadTerms(IndexedProblem index, IReadOnlyDictionary<string, long> prices)
{
    private readonly FxRates rates = index.Problem.Rates;
    private readonly Dictionary<(string Base, string Quote), Pair> pairs = [];

    /// <summary>What detours may save beyond the shares; 2^-40 units.</summary>
    public Int128 Slack { get; private set; }

    /// <param name="shares">By payment: set to its part in the spread.</param>
    public void ShareOut(Int128[] shares)
    {
        Slack = 0;
        for (var i = 0; i < index.Count; i++)
        {
            var payment = index.Payments[i];
            if (!payment.IsCrossCurrency || !index.IsSettleable[i])
            {
                continue;
            }

            var sells = string.CompareOrdinal(payment.SourceCurrency, payment.DestinationCurrency) < 0;
            var key = sells ? (payment.SourceCurrency, payment.DestinationCurrency) : (payment.DestinationCurrency, payment.SourceCurrency);
            if (!pairs.TryGetValue(key, out var pair))
            {
                pairs.Add(key, pair = PairOf(key.Item1, key.Item2));
            }

            Int128 amount = sells ? payment.SourceMinor : payment.DestinationMinor;
            shares[i] = amount * (sells ? pair.Price : -pair.Price);
            Slack += (amount * pair.SlackPerUnit) + pair.SlackPerPayment;
        }
    }

    private Pair PairOf(string one, string other)
    {
        var price = PriceOf(one, other);
        long perUnit = 0, perPayment = 0;
        foreach (var via in FxRoutes.Of(rates, one, other))
        {
            var rate = FxRoutes.MinorMid(rates.Mid(one, via)!.Value, one, via);
            var route = Sold(one, via) + (rate * Sold(via, other));
            perUnit = Math.Max(perUnit, (long)decimal.Ceiling(Math.Abs(route - price)));
            perPayment = Math.Max(perPayment, UnitOf(one, via) + UnitOf(via, other));
        }

        return new Pair(price, perUnit, perPayment);
    }

    /// <summary>Of selling one minor unit of <paramref name="from"/>, also where the pair's base is the other.</summary>
    private decimal Sold(string from, string to) => string.CompareOrdinal(from, to) < 0
        ? PriceOf(from, to)
        : -PriceOf(to, from) * FxRoutes.MinorMid(rates.Mid(from, to)!.Value, from, to);

    /// <summary>What rounding a leg by a minor unit of its base may save.</summary>
    private long UnitOf(string one, string other) =>
        Math.Abs(string.CompareOrdinal(one, other) < 0 ? PriceOf(one, other) : PriceOf(other, one));

    /// <summary>Of selling one minor unit of base.</summary>
    private long PriceOf(string one, string other)
    {
        var rate = FxRoutes.MinorMid(rates.Mid(one, other)!.Value, one, other);
        var half = (long)decimal.Floor(CurrencyValues.Of(index.Problem, one) * (rates.SpreadBasisPoints(one, other) ?? 0) / 20_000m);
        var difference = (prices.GetValueOrDefault(other) * rate) - prices.GetValueOrDefault(one);
        return (long)decimal.Truncate(Math.Clamp(difference, -half, half));
    }

    private sealed record Pair(long Price, long SlackPerUnit, long SlackPerPayment);
}
