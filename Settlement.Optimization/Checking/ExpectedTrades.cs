using Settlement.Domain.Batches;
using Settlement.Domain.Currencies;

namespace Settlement.Optimization.Checking;

/// <summary>
/// The trades that a batch's payments call for, given which of them the batch sends through a third currency: that choice is the planner's,
/// all amounts follow from it.
/// </summary>
internal sealed class ExpectedTrades
{
    private readonly PlannedBatch batch;
    private readonly Dictionary<(string Base, string Quote), Sum> sums = [];

    private ExpectedTrades(PlannedBatch batch)
    {
        this.batch = batch;
        foreach (var payment in batch.Payments.Where(payment => payment.IsCrossCurrency))
        {
            var (sum, sells) = Of(payment.SourceCurrency, payment.DestinationCurrency);
            sum.Sold += sells ? payment.SourceMinor : 0;
            sum.Bought += sells ? 0 : payment.DestinationMinor;
            sum.Quote += sells ? -payment.DestinationMinor : payment.SourceMinor;
        }
    }

    /// <summary>By pair; without those whose mid the batch does not say.</summary>
    public static Dictionary<(string Base, string Quote), FxTrade> Of(PlannedBatch batch, FaultList faults)
    {
        var trades = new ExpectedTrades(batch);
        trades.Reroute(faults);
        return trades.sums.ToDictionary(
            sum => sum.Key,
            sum => trades.Trade(sum.Key.Base, sum.Key.Quote) is { } listed ? sum.Value.Expected(listed) : new FxTrade(sum.Key.Base, sum.Key.Quote, 0, 0, 0, 0, 0, 0));
    }

    private void Reroute(FaultList faults)
    {
        var detours = new List<(string From, string To, long In, long Out)>();
        foreach (var trade in batch.FxTrades.Where(trade => trade.Via is not null || trade.RoutedBaseMinor != 0))
        {
            var own = sums.GetValueOrDefault((trade.Base, trade.Quote));
            var residual = own is null ? 0 : own.Sold - own.Bought;
            var routed = trade.RoutedBaseMinor;
            if (trade.Via is not { } via || own is null || trade.Mid <= 0 || routed == 0 || Math.Sign(routed) != Math.Sign(residual)
                || Math.Abs(routed) > Math.Abs(residual) || RateOf(trade.Base, via) is not { } first || RateOf(via, trade.Quote) is null)
            {
                faults.Add(PlanFaultKind.FxTradeWrong, batch.BatchId, FormattableString.Invariant($"{trade} routes what it cannot"));
                continue;
            }

            var quote = routed == residual ? -own.Quote : Rounded(routed * RateOf(trade.Base, trade.Quote)!.Value);
            (own.RoutedBase, own.RoutedQuote) = (routed, quote);
            var through = Rounded(routed * first);
            detours.Add((trade.Base, via, routed, through));
            detours.Add((via, trade.Quote, through, quote));
        }

        foreach (var (from, to, incoming, outgoing) in detours)
        {
            var (sum, sells) = Of(from, to);
            sum.LegBase += sells ? incoming : -outgoing;
            sum.LegQuote += sells ? -outgoing : incoming;
        }
    }

    private (Sum Sum, bool Sells) Of(string from, string to)
    {
        var sells = string.CompareOrdinal(from, to) < 0;
        var key = sells ? (from, to) : (to, from);
        if (!sums.TryGetValue(key, out var sum))
        {
            sums.Add(key, sum = new Sum());
        }

        return (sum, sells);
    }

    private FxTrade? Trade(string one, string other) =>
        batch.FxTrades.FirstOrDefault(trade => (trade.Base, trade.Quote) == (one, other) || (trade.Quote, trade.Base) == (one, other));

    /// <summary>Minor units of the second currency for one of the first, at the batch's mid.</summary>
    private decimal? RateOf(string from, string to)
    {
        if (Trade(from, to) is not { Mid: > 0 } trade)
        {
            return null;
        }

        var rate = trade.Mid * Scale(trade.Quote) / Scale(trade.Base);
        return trade.Base == from ? rate : 1 / rate;
    }

    private static long Scale(string currency) => Currency.Find(currency)?.Scale ?? 1;

    private static long Rounded(decimal minor) => decimal.ToInt64(Math.Round(minor, MidpointRounding.ToEven));

    private sealed class Sum
    {
        public long Sold { get; set; }

        public long Bought { get; set; }

        /// <summary>Quote of the payments, in less out.</summary>
        public long Quote { get; set; }

        public long RoutedBase { get; set; }

        public long RoutedQuote { get; set; }

        public long LegBase { get; set; }

        public long LegQuote { get; set; }

        public FxTrade Expected(FxTrade listed)
        {
            var residual = Sold - Bought - RoutedBase + LegBase;
            var other = Rounded(-residual * listed.Mid * Scale(listed.Quote) / Scale(listed.Base));
            return listed with
            {
                MatchedBaseMinor = Sold < Bought ? Sold : Bought,
                ResidualBaseMinor = residual,
                ResidualQuoteMinor = other,
                SpreadCostBaseMinor = CostCheck.HalfSpread(residual < 0 ? -residual : residual, listed.SpreadBasisPoints),
                RoundingQuoteMinor = Quote + RoutedQuote + LegQuote - other,
            };
        }
    }
}
