using Settlement.Domain.Batches;
using Settlement.Domain.Fx;

namespace Settlement.Optimization.Composition;

/// <summary>What a batch may trade at: the rates of the problem, or those of the batch's earlier round.</summary>
internal sealed class FxMarket
{
    private readonly Func<string, string, (decimal Mid, decimal SpreadBasisPoints)> terms;
    private readonly Func<string, string, List<string>> routes;

    // One batch meets few pairs; what was asked is asked again in every round of the routing.
    private readonly Dictionary<(string, string), List<string>> known = [];

    public FxMarket(FxRates rates)
    {
        terms = (one, other) => (
            rates.Mid(one, other) ?? throw new InvalidOperationException($"no rate from {one} to {other}, though payments of the pair settle"),
            rates.SpreadBasisPoints(one, other) ?? 0);
        routes = (one, other) => FxRoutes.Of(rates, one, other);
    }

    /// <summary>What was converted at an earlier round's mids stays so; detours lead over pairs that were traded then.</summary>
    public FxMarket(IReadOnlyList<FxTrade> trades)
    {
        FxTrade? Find(string one, string other) =>
            trades.FirstOrDefault(trade => (trade.Base, trade.Quote) == (one, other) || (trade.Quote, trade.Base) == (one, other));
        terms = (one, other) => Find(one, other) is { } trade
            ? (trade.Mid, trade.SpreadBasisPoints)
            : throw new InvalidOperationException($"no earlier trade of {one} and {other}");
        routes = (one, other) => Find(one, other)?.Via is { } via && Find(one, via) is not null && Find(via, other) is not null ? [via] : [];
    }

    public decimal Mid(string baseCurrency, string quoteCurrency) => terms(baseCurrency, quoteCurrency).Mid;

    public decimal SpreadBasisPoints(string baseCurrency, string quoteCurrency) => terms(baseCurrency, quoteCurrency).SpreadBasisPoints;

    /// <summary>Third currencies through which the pair may trade.</summary>
    public List<string> Routes(string one, string other)
    {
        if (!known.TryGetValue((one, other), out var list))
        {
            known.Add((one, other), list = routes(one, other));
        }

        return list;
    }

    /// <summary>Minor units of <paramref name="to"/> for one of <paramref name="from"/>.</summary>
    public decimal Rate(string from, string to) => from == to ? 1 : string.CompareOrdinal(from, to) < 0
        ? FxRoutes.MinorMid(Mid(from, to), from, to)
        : 1 / FxRoutes.MinorMid(Mid(to, from), to, from);
}
