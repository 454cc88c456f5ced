using Settlement.Domain.Batches;
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
            Detour(batch, trade, rates, faults);
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

    /// <summary>A detour leads over two quoted pairs whose mids multiply to the pair's own.</summary>
    private static void Detour(PlannedBatch batch, FxTrade trade, FxRates rates, FaultList faults)
    {
        if (trade.Via is not { } via || trade.Mid <= 0)
        {
            return;
        }

        var legs = (rates.Mid(trade.Base, via) ?? 0) * (rates.Mid(via, trade.Quote) ?? 0);
        faults.AddUnless(
            rates.Via(trade.Base, via) is null && rates.Via(via, trade.Quote) is null && Math.Abs((legs / trade.Mid) - 1) <= 1e-12m,
            PlanFaultKind.FxTradeWrong, batch.BatchId, $"{trade.Base}/{trade.Quote} cannot trade through {via} at its own mid");
    }

    private static void Trades(PlannedBatch batch, FaultList faults)
    {
        var expected = ExpectedTrades.Of(batch, faults);
        foreach (var (pair, trade) in expected)
        {
            faults.AddUnless(
                batch.FxTrades.Count(other => (other.Base, other.Quote) == pair) == 1,
                PlanFaultKind.FxTradeWrong, batch.BatchId, $"{pair} must have one trade");
        }

        foreach (var trade in batch.FxTrades)
        {
            faults.AddUnless(
                expected.TryGetValue((trade.Base, trade.Quote), out var due) && trade == due,
                PlanFaultKind.FxTradeWrong, batch.BatchId, $"{trade} does not follow from the payments");
        }
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
}
