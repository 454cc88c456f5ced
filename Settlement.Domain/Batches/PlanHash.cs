namespace Settlement.Domain.Batches;

/// <summary>
/// The hashes that parties sign and verifiers recompute: lower-case hex SHA-256 over a canonical text. The order of the lists in the
/// object does not matter, the machine and its culture do not either.
/// </summary>
/// <remarks>
/// The text is UTF-8, one record a line, closed by a line feed, its fields separated by tabs; a backslash, tab or line feed inside a field
/// is written \\, \t, \n. Whole numbers are decimal with a leading minus where negative; rates have no exponent and no trailing zeros; an
/// absent transaction id is empty; names sort by UTF-16 code unit.
/// <code>
/// settlement-batch/1  batch id  round
/// payment   transaction id  position  debtor  creditor  source currency  source minor  destination currency  destination minor
/// position  participant  currency  net minor
/// wire      wire id  phase (1 pay-in, 2 pay-out)  debtor  creditor  currency  minor  transaction id
/// fx        base  quote  mid  spread bp  matched base  residual base  residual quote  spread cost base  rounding quote
///           and, where some of the pair trades through a third currency: that currency  routed base
/// </code>
/// Payments sort by position then id, positions by participant then currency, wires by id, FX by base then quote. Priority and number of
/// deferrals are left out: they decide whether a payment settles, not what settles.
/// <code>
/// settlement-plan/1  plan id  mode (gross, net)
/// batch     batch id  round  hash
/// deferred  transaction id  reason (its name)  participant  currency  limit minor  release minor
/// cost      wires  spread  deferral, and liquidity where it is not 0
/// naive     wires  spread  deferral, and liquidity where it is not 0
/// bound     minor  cost currency
/// </code>
/// Batches sort by id, deferrals by transaction id. The certificate and the savings are left out: they follow from the rest and can be
/// checked against it.
/// </remarks>
public static class PlanHash
{
    /// <summary>Hash of a batch's round; the batch's own <see cref="PlannedBatch.Hash"/> is not read.</summary>
    public static string Of(PlannedBatch batch)
    {
        var text = new CanonicalText();
        text.Field("settlement-batch/1").Field(batch.BatchId).Field(batch.Round).EndLine();
        foreach (var payment in Sorted(batch.Payments, ByPosition))
        {
            text.Field("payment").Field(payment.TransactionId).Field(payment.Position).Field(payment.Debtor).Field(payment.Creditor)
                .Field(payment.SourceCurrency).Field(payment.SourceMinor)
                .Field(payment.DestinationCurrency).Field(payment.DestinationMinor).EndLine();
        }

        foreach (var position in Sorted(batch.Positions, ByParticipant))
        {
            text.Field("position").Field(position.Participant).Field(position.Currency).Field(position.NetMinor).EndLine();
        }

        foreach (var wire in Sorted(batch.Wires, static (a, b) => string.CompareOrdinal(a.WireId, b.WireId)))
        {
            text.Field("wire").Field(wire.WireId).Field((int)wire.Phase).Field(wire.Debtor).Field(wire.Creditor)
                .Field(wire.Currency).Field(wire.AmountMinor).Field(wire.TransactionId ?? "").EndLine();
        }

        foreach (var trade in Sorted(batch.FxTrades, ByPair))
        {
            text.Field("fx").Field(trade.Base).Field(trade.Quote).Field(trade.Mid).Field(trade.SpreadBasisPoints)
                .Field(trade.MatchedBaseMinor).Field(trade.ResidualBaseMinor).Field(trade.ResidualQuoteMinor)
                .Field(trade.SpreadCostBaseMinor).Field(trade.RoundingQuoteMinor);
            if (trade.Via is not null)
            {
                text.Field(trade.Via).Field(trade.RoutedBaseMinor);
            }

            text.EndLine();
        }

        return text.Hash();
    }

    /// <summary>Hash of a plan, over the hashes that its batches carry; the plan's own <see cref="BatchPlan.Hash"/> is not read.</summary>
    public static string Of(BatchPlan plan)
    {
        var text = new CanonicalText();
        text.Field("settlement-plan/1").Field(plan.PlanId).Field(plan.Mode == SettlementMode.Gross ? "gross" : "net").EndLine();
        foreach (var batch in Sorted(plan.Batches, static (a, b) => string.CompareOrdinal(a.BatchId, b.BatchId)))
        {
            text.Field("batch").Field(batch.BatchId).Field(batch.Round).Field(batch.Hash).EndLine();
        }

        foreach (var deferral in Sorted(plan.Deferred, static (a, b) => string.CompareOrdinal(a.TransactionId, b.TransactionId)))
        {
            text.Field("deferred").Field(deferral.TransactionId).Field(deferral.Reason.ToString()).Field(deferral.Participant)
                .Field(deferral.Currency).Field(deferral.LimitMinor).Field(deferral.ReleaseMinor).EndLine();
        }

        WriteCost(text, "cost", plan.Cost);
        WriteCost(text, "naive", plan.NaiveCost);
        text.Field("bound").Field(plan.LowerBoundMinor).Field(plan.CostCurrency).EndLine();
        return text.Hash();
    }

    private static void WriteCost(CanonicalText text, string name, Cost cost)
    {
        text.Field(name).Field(cost.WiresMinor).Field(cost.SpreadMinor).Field(cost.DeferralMinor);
        if (cost.LiquidityMinor != 0)
        {
            text.Field(cost.LiquidityMinor);
        }

        text.EndLine();
    }

    private static T[] Sorted<T>(IReadOnlyList<T> items, Comparison<T> order)
    {
        T[] sorted = [.. items];
        Array.Sort(sorted, order);
        return sorted;
    }

    private static int ByPosition(Candidate a, Candidate b)
    {
        var order = a.Position.CompareTo(b.Position);
        return order != 0 ? order : string.CompareOrdinal(a.TransactionId, b.TransactionId);
    }

    private static int ByParticipant(NetPosition a, NetPosition b)
    {
        var order = string.CompareOrdinal(a.Participant, b.Participant);
        return order != 0 ? order : string.CompareOrdinal(a.Currency, b.Currency);
    }

    private static int ByPair(FxTrade a, FxTrade b)
    {
        var order = string.CompareOrdinal(a.Base, b.Base);
        return order != 0 ? order : string.CompareOrdinal(a.Quote, b.Quote);
    }
}
