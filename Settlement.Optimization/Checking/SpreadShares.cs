using Settlement.Domain.Batches;
using Settlement.Domain.Currencies;
using Settlement.Domain.Fx;

namespace Settlement.Optimization.Checking;

/// <summary>
/// What each cross-currency payment must contribute to the spread, by the currencies' prices of a certificate; in 2^-40 units. See
/// docs/OPTIMISER.md, "Spread".
/// </summary>
internal sealed class SpreadShares
{
    private readonly BatchingProblem problem;
    private readonly Dictionary<string, long> prices = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Base, string Quote), (long Share, long Slack, long SlackEach)> pairs = [];

    public SpreadShares(BatchingProblem problem, PlanCertificate certificate)
    {
        this.problem = problem;
        foreach (var price in certificate.Currencies)
        {
            prices[price.Currency] = price.Price;
        }
    }

    /// <summary>What detours may save beyond the shares of the payments that were asked for.</summary>
    public Int128 Slack { get; private set; }

    public Int128 Of(Candidate payment, long destinationMinor)
    {
        var sells = string.CompareOrdinal(payment.SourceCurrency, payment.DestinationCurrency) < 0;
        var key = sells ? (payment.SourceCurrency, payment.DestinationCurrency) : (payment.DestinationCurrency, payment.SourceCurrency);
        if (!pairs.TryGetValue(key, out var pair))
        {
            pairs.Add(key, pair = Pair(key.Item1, key.Item2));
        }

        Int128 minor = sells ? payment.SourceMinor : destinationMinor;
        Slack += (minor * pair.Slack) + pair.SlackEach;
        return sells ? minor * pair.Share : -minor * pair.Share;
    }

    private (long Share, long Slack, long SlackEach) Pair(string one, string other)
    {
        var share = Share(one, other);
        long slack = 0, each = 0;
        foreach (var via in problem.Rates.Rates.SelectMany(rate => new[] { rate.Base, rate.Quote }).Distinct(StringComparer.Ordinal))
        {
            if (!IsDetour(one, via, other))
            {
                continue;
            }

            var detour = Sold(one, via) + (Minor(one, via) * Sold(via, other));
            slack = Math.Max(slack, decimal.ToInt64(Math.Ceiling(Math.Abs(detour - share))));
            each = Math.Max(each, Math.Abs(Ordered(one, via)) + Math.Abs(Ordered(via, other)));
        }

        return (share, slack, each);
    }

    private bool IsDetour(string one, string via, string other)
    {
        var rates = problem.Rates;
        return via != one && via != other
            && rates.Mid(one, via) is { } first && rates.Mid(via, other) is { } second && rates.Mid(one, other) is { } mid
            && rates.Via(one, via) is null && rates.Via(via, other) is null && Math.Abs((first * second / mid) - 1) <= 1e-12m;
    }

    private decimal Sold(string from, string to) =>
        string.CompareOrdinal(from, to) < 0 ? Share(from, to) : -Share(to, from) * Minor(from, to);

    private long Ordered(string one, string other) => string.CompareOrdinal(one, other) < 0 ? Share(one, other) : Share(other, one);

    /// <summary>Of one minor unit of base that is sold: the difference of the prices, within half the spread.</summary>
    private long Share(string one, string other)
    {
        var worth = problem.Rates.Convert(
            1L << PlanCertificate.PriceBits, one, problem.Costs.Currency, ConversionRounding.TowardZero) ?? 0;
        var half = decimal.ToInt64(Math.Floor(worth * (problem.Rates.SpreadBasisPoints(one, other) ?? 0) / 20_000m));
        var difference = (prices.GetValueOrDefault(other) * Minor(one, other)) - prices.GetValueOrDefault(one);
        return decimal.ToInt64(Math.Truncate(Math.Min(half, Math.Max(-half, difference))));
    }

    private decimal Minor(string from, string to) =>
        problem.Rates.Mid(from, to)!.Value * (Currency.Find(to)?.Scale ?? 1) / (Currency.Find(from)?.Scale ?? 1);
}
