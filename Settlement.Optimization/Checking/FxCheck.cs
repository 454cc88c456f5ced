using Settlement.Domain.Batches;
using Settlement.Domain.Currencies;
using Settlement.Domain.Fx;

namespace Settlement.Optimization.Checking;

/// <summary>FX trades of a batch from its payments; and that in each currency nothing is made or lost.</summary>
internal static class FxCheck
{
    public static void AgainstRates(PlannedBatch batch, FxRates rates, FaultList faults)
    {
        foreach (var trade in batch.FxTrades)
        {
            faults.AddUnless(
                trade.Mid == rates.Mid(trade.Base, trade.Quote)
                    && trade.SpreadBasisPoints == rates.SpreadBasisPoints(trade.Base, trade.Quote),
                PlanFaultKind.FxTradeWrong, batch.BatchId, $"{trade.Base}/{trade.Quote} is not at the problem's rate");
        }

        Trades(batch, faults);
        Conservation(batch, faults);
    }

    public static void AgainstRound(PlannedBatch batch, PlannedBatch previous, FaultList faults)
    {
        foreach (var trade in batch.FxTrades)
        {
            faults.AddUnless(
                previous.FxTrades.Any(earlier => (earlier.Base, earlier.Quote, earlier.Mid, earlier.SpreadBasisPoints)
                    == (trade.Base, trade.Quote, trade.Mid, trade.SpreadBasisPoints)),
                PlanFaultKind.FxTradeWrong, batch.BatchId, $"{trade.Base}/{trade.Quote} is not at the earlier round's rate");
        }

        Trades(batch, faults);
        Conservation(batch, faults);
    }

    private static void Trades(PlannedBatch batch, FaultList faults)
    {
        var cross = batch.Payments.Where(payment => payment.IsCrossCurrency)
            .ToLookup(payment => Pair(payment.SourceCurrency, payment.DestinationCurrency));
        foreach (var pair in cross)
        {
            faults.AddUnless(
                batch.FxTrades.Count(trade => (trade.Base, trade.Quote) == pair.Key) == 1,
                PlanFaultKind.FxTradeWrong, batch.BatchId, $"{pair.Key} must have one trade");
        }

        foreach (var trade in batch.FxTrades)
        {
            faults.AddUnless(
                trade == Expected(trade, [.. cross[(trade.Base, trade.Quote)]]) && cross.Contains((trade.Base, trade.Quote)),
                PlanFaultKind.FxTradeWrong, batch.BatchId, $"{trade} does not follow from the payments");
        }
    }

    private static FxTrade Expected(FxTrade trade, List<Candidate> payments)
    {
        var selling = payments.Where(payment => payment.SourceCurrency == trade.Base).ToList();
        var buying = payments.Where(payment => payment.DestinationCurrency == trade.Base).ToList();
        var sold = selling.Sum(payment => payment.SourceMinor);
        var bought = buying.Sum(payment => payment.DestinationMinor);
        var quote = buying.Sum(payment => payment.SourceMinor) - selling.Sum(payment => payment.DestinationMinor);
        var scales = (Base: Currency.Find(trade.Base)?.Scale ?? 1, Quote: Currency.Find(trade.Quote)?.Scale ?? 1);
        var residual = sold - bought;
        var other = decimal.ToInt64(-Math.Round(residual * trade.Mid * scales.Quote / scales.Base, MidpointRounding.ToEven));
        return trade with
        {
            MatchedBaseMinor = sold < bought ? sold : bought,
            ResidualBaseMinor = residual,
            ResidualQuoteMinor = other,
            SpreadCostBaseMinor = CostCheck.HalfSpread(residual < 0 ? -residual : residual, trade.SpreadBasisPoints),
            RoundingQuoteMinor = quote - other,
        };
    }

    private static void Conservation(PlannedBatch batch, FaultList faults)
    {
        var sums = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var position in batch.Positions)
        {
            sums[position.Currency] = sums.GetValueOrDefault(position.Currency) + position.NetMinor;
        }

        foreach (var trade in batch.FxTrades)
        {
            sums[trade.Base] = sums.GetValueOrDefault(trade.Base) + trade.ResidualBaseMinor;
            sums[trade.Quote] = sums.GetValueOrDefault(trade.Quote) + trade.ResidualQuoteMinor + trade.RoundingQuoteMinor;
        }

        foreach (var (currency, sum) in sums.Where(sum => sum.Value != 0))
        {
            faults.Add(PlanFaultKind.NotConserved, batch.BatchId, FormattableString.Invariant($"{currency} sums to {sum}"));
        }
    }

    private static (string Base, string Quote) Pair(string one, string other) =>
        string.CompareOrdinal(one, other) < 0 ? (one, other) : (other, one);
}
