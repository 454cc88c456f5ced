using Settlement.Domain.Currencies;
using Settlement.Domain.Fx;

namespace Settlement.Optimization.Composition;

/// <summary>Through which third currencies a pair may trade: both legs have a quote of their own, and their mids multiply to the pair's,
/// so that the detour leaves nothing but rounding.</summary>
internal static class FxRoutes
{
    /// <summary>Mids of crossed pairs have 28 digits; quotes of a market that disagree at all disagree by far more.</summary>
    private const decimal Tolerance = 1e-12m;

    /// <summary>In ordinal order.</summary>
    public static List<string> Of(FxRates rates, string from, string to)
    {
        var routes = new List<string>();
        if (rates.Mid(from, to) is not { } mid)
        {
            return routes;
        }

        var ends = new HashSet<string>(StringComparer.Ordinal);
        foreach (var rate in rates.Rates)
        {
            ends.Add(rate.Base == from ? rate.Quote : rate.Quote == from ? rate.Base : from);
        }

        foreach (var via in ends.Order(StringComparer.Ordinal))
        {
            if (via != from && via != to && IsQuoted(rates, from, via) && IsQuoted(rates, via, to)
                && Math.Abs((rates.Mid(from, via)!.Value * rates.Mid(via, to)!.Value / mid) - 1) <= Tolerance)
            {
                routes.Add(via);
            }
        }

        return routes;
    }

    /// <summary>Units of the second currency's minor for one of the first's.</summary>
    public static decimal MinorMid(decimal mid, string from, string to) => mid * Scale(to) / Scale(from);

    public static decimal Scale(string currency) =>
        Currency.Find(currency)?.Scale ?? throw new InvalidOperationException($"{currency} is not a currency, though it was converted");

    private static bool IsQuoted(FxRates rates, string from, string to) => rates.Mid(from, to) is not null && rates.Via(from, to) is null;
}
