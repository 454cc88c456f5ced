using PairMap = System.Collections.Generic.SortedDictionary<(string Base, string Quote), Settlement.Optimization.Composition.FxPair>;

namespace Settlement.Optimization.Composition;

/// <summary>
/// Sends residuals through a third currency where that is cheaper: its legs have a smaller spread, or meet opposite residuals there
/// (triangulation). The whole is a minimum-cost flow between currencies; this is coordinate descent on it, one pair at a time over the
/// points where the cost bends, from all crossed pairs routed. With one vehicle currency, as in a market quoted against the euro, that ends at the
/// minimum: every pair routed is never dearer there. The certificate bounds it from below (<c>CurrencyFlow</c>).
/// </summary>
internal static class Triangulation
{
    /// <summary>Passes over all pairs; each stops early when nothing changes.</summary>
    private const int MaxPasses = 4;

    /// <summary>Savings below this, in minor units times basis points, are the arithmetic's and not the market's.</summary>
    private const decimal Noise = 1e-6m;

    public static void Run(PairMap pairs, FxMarket market)
    {
        FxPair[] own = [.. pairs.Values];
        var routable = Array.FindAll(own, pair => pair.OwnBase != 0 && market.Routes(pair.Base, pair.Quote).Count > 0);
        foreach (var pair in routable)
        {
            Apply(pairs, market, pair, market.Routes(pair.Base, pair.Quote)[0], pair.OwnBase, 1);
        }

        for (var pass = 0; pass < MaxPasses; pass++)
        {
            var changed = false;
            foreach (var pair in routable)
            {
                changed |= Improve(pairs, market, pair);
            }

            if (!changed)
            {
                break;
            }
        }

        // A leg that no detour uses in the end, and no payment, is no trade.
        foreach (var pair in pairs.Values.Except(own).Where(pair => !IsLeg(own, pair)).ToList())
        {
            pairs.Remove((pair.Base, pair.Quote));
        }
    }

    private static bool IsLeg(FxPair[] own, FxPair leg) => Array.Exists(own, pair => pair.Via is { } via
        && ((leg.Base == via && (leg.Quote == pair.Base || leg.Quote == pair.Quote))
            || (leg.Quote == via && (leg.Base == pair.Base || leg.Base == pair.Quote))));

    private static bool Improve(PairMap pairs, FxMarket market, FxPair pair)
    {
        var (oldVia, oldBase) = (pair.Via, pair.RoutedBase);
        if (oldVia is not null)
        {
            Apply(pairs, market, pair, oldVia, 0, -1);
        }

        var (bestVia, bestBase, bestCost) = ((string?)null, 0L, -Noise);
        foreach (var via in market.Routes(pair.Base, pair.Quote))
        {
            var (first, second) = (FxPair.In(pairs, pair.Base, via), FxPair.In(pairs, via, pair.Quote));
            foreach (var routed in Bends(market, pair, via, first, second))
            {
                var cost = CostOf(market, pair, pair, -routed) + CostOf(market, pair, first, routed) + CostOf(market, pair, second, routed);
                if (cost < bestCost)
                {
                    (bestVia, bestBase, bestCost) = (via, routed, cost);
                }
            }
        }

        if (bestVia is not null)
        {
            Apply(pairs, market, pair, bestVia, bestBase, 1);
        }

        return (bestVia, bestBase) != (oldVia, oldBase);
    }

    /// <summary>All of it, and as much as takes a leg to nothing.</summary>
    private static IEnumerable<long> Bends(FxMarket market, FxPair pair, string via, FxPair first, FxPair second)
    {
        var own = pair.OwnBase;
        yield return own;
        foreach (var (leg, from) in new[] { (first, pair.Base), (second, via) })
        {
            // Selling the pair's base sells `from` at the leg: in base of the pair, what the leg has the other way.
            var net = leg.Base == from ? -leg.BaseNet : leg.BaseNet;
            var bend = (long)decimal.Round(net * market.Rate(leg.Base, pair.Base), MidpointRounding.ToEven);
            if (Math.Sign(bend) == Math.Sign(own) && Math.Abs(bend) < Math.Abs(own))
            {
                yield return bend;
            }
        }
    }

    /// <summary>What <paramref name="leg"/> costs more if so much more base of <paramref name="pair"/> is sold over it, in that base.</summary>
    private static decimal CostOf(FxMarket market, FxPair pair, FxPair leg, long routed)
    {
        var rate = market.Rate(pair.Base, leg.Base);
        var sells = leg == pair || leg.Base == pair.Base || leg.Quote == pair.Quote;
        var change = routed * rate * (sells ? 1 : -1);
        return (Math.Abs(leg.BaseNet + change) - Math.Abs(leg.BaseNet)) * market.SpreadBasisPoints(leg.Base, leg.Quote) / rate;
    }

    /// <summary>Puts a detour in force (1) or takes the one that is in force back (-1).</summary>
    private static void Apply(PairMap pairs, FxMarket market, FxPair pair, string via, long baseMinor, int sign)
    {
        long quoteMinor;
        if (sign > 0)
        {
            quoteMinor = baseMinor == pair.OwnBase
                ? -pair.OwnQuote
                : (long)decimal.Round(baseMinor * market.Rate(pair.Base, pair.Quote), MidpointRounding.ToEven);
            pair.Route(via, baseMinor, quoteMinor);
        }
        else
        {
            (baseMinor, quoteMinor) = (pair.RoutedBase, pair.RoutedQuote);
            pair.Route(null, -baseMinor, -quoteMinor);
            pair.Route(null, 0, 0);
        }

        var viaMinor = (long)decimal.Round(baseMinor * market.Rate(pair.Base, via), MidpointRounding.ToEven);
        FxPair.In(pairs, pair.Base, via).Flow(pair.Base, sign * baseMinor, sign * viaMinor);
        FxPair.In(pairs, via, pair.Quote).Flow(via, sign * viaMinor, sign * quoteMinor);
    }
}
