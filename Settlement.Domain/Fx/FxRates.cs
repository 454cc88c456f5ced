using System.Collections.Concurrent;
using System.Collections.Frozen;
using Settlement.Domain.Currencies;

namespace Settlement.Domain.Fx;

/// <summary>
/// A set of rates at one moment; immutable and safe for many threads. Looks a pair up directly, inverted, or crossed through one third
/// currency: the one with the least spread, then the first in alphabetical order, so that equal rates give equal answers anywhere.
/// Of several rates of one pair the latest counts.
/// </summary>
public sealed class FxRates
{
    private readonly FrozenDictionary<(string Base, string Quote), FxQuote> direct;
    private readonly string[] currencies;

    // Filled by use; bounded by the square of the currencies that have a rate.
    private readonly ConcurrentDictionary<(string From, string To), FxQuote?> resolved = new();

    /// <exception cref="ArgumentException">A mid is not positive, a spread is negative, or a pair names one currency twice.</exception>
    public FxRates(IReadOnlyList<FxRate> rates)
    {
        Rates = rates;
        foreach (var rate in rates)
        {
            if (rate.Mid <= 0 || rate.SpreadBasisPoints < 0 || string.Equals(rate.Base, rate.Quote, StringComparison.Ordinal))
            {
                throw new ArgumentException($"not a rate: {rate}", nameof(rates));
            }
        }

        direct = rates
            .GroupBy(rate => (rate.Base, rate.Quote))
            .ToFrozenDictionary(
                group => group.Key,
                group => FxQuote.Direct(group.OrderBy(rate => rate.AsOf).ThenBy(rate => rate.Source, StringComparer.Ordinal).Last()));
        currencies = [.. direct.Keys.SelectMany(pair => new[] { pair.Base, pair.Quote }).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    public IReadOnlyList<FxRate> Rates { get; }

    /// <summary>Units of <paramref name="to"/> for one unit of <paramref name="from"/>, to 28 digits; null when no rate leads there.</summary>
    public decimal? Mid(string from, string to) => Find(from, to)?.Mid;

    /// <summary>Full bid-ask spread of the pair in basis points of mid; null when no rate leads there.</summary>
    public decimal? SpreadBasisPoints(string from, string to) => Find(from, to)?.SpreadBasisPoints;

    /// <summary>The third currency through which the pair is crossed; null when it has a rate of its own, or none at all.</summary>
    public string? Via(string from, string to) => Find(from, to)?.Via;

    /// <summary>
    /// Converts minor units of <paramref name="from"/> into minor units of <paramref name="to"/> at mid. The arithmetic is exact up to the
    /// one named rounding, also through an inverted or crossed rate.
    /// </summary>
    /// <returns>Null when no rate leads there, or a code is not a currency.</returns>
    /// <exception cref="OverflowException">The result does not fit 64 bits.</exception>
    public long? Convert(long sourceMinor, string from, string to, ConversionRounding rounding = ConversionRounding.HalfEven)
    {
        var source = Currency.Find(from);
        var destination = Currency.Find(to);
        return source is null || destination is null
            ? null
            : Find(from, to)?.Convert(sourceMinor, source.Scale, destination.Scale, rounding);
    }

    private FxQuote? Find(string from, string to)
    {
        if (string.Equals(from, to, StringComparison.Ordinal))
        {
            return FxQuote.Identity;
        }

        if (resolved.TryGetValue((from, to), out var known))
        {
            return known;
        }

        // A code without any rate is not remembered: the cache stays bounded whatever callers ask.
        return Array.BinarySearch(currencies, from, StringComparer.Ordinal) < 0 || Array.BinarySearch(currencies, to, StringComparer.Ordinal) < 0
            ? null
            : resolved.GetOrAdd((from, to), Resolve(from, to));
    }

    private FxQuote? Resolve(string from, string to)
    {
        if (Leg(from, to) is { } own)
        {
            return own;
        }

        FxQuote? best = null;
        foreach (var via in currencies)
        {
            if (Leg(from, via) is { } first && Leg(via, to) is { } second
                && (best is null || first.SpreadBasisPoints + second.SpreadBasisPoints < best.SpreadBasisPoints))
            {
                best = FxQuote.Cross(first, second, via);
            }
        }

        return best;
    }

    private FxQuote? Leg(string from, string to) =>
        direct.GetValueOrDefault((from, to)) ?? direct.GetValueOrDefault((to, from))?.Inverse();
}
