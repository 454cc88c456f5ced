using Settlement.Domain.Batches;
using Settlement.Domain.Currencies;
using Settlement.Domain.Reports;
using Settlement.Engine.Reports;

namespace Settlement.Api.Reports;

/// <summary>A window's report; amounts are in units of their currency.</summary>
/// <param name="Hash">SHA-256 of the kept report, lower-case hex.</param>
/// <param name="Equal">Whether gross, net, wires and postings agree in every currency.</param>
public sealed record ReportView(
    string WindowId, string Kind, string Currency, DateOnly ValueDate, DateTimeOffset CutOff, string? ClosedBy, string? CloseReason, string? PlanHash,
    string Hash, DateTimeOffset MadeAt, bool Equal, PaymentCounts Counts, IReadOnlyList<CurrencyProofView> Currencies, IReadOnlyList<TradeView> FxTrades,
    CostView? Cost, IReadOnlyList<ReportedBatchView> Batches, IReadOnlyList<StageTime> Stages, IReadOnlyList<UnsettledView> Deferred,
    IReadOnlyList<UnsettledView> Reversed, IReadOnlyList<UnsettledView> Rejected)
{
    internal static ReportView Of(KeptReport kept)
    {
        var report = kept.Report;
        return new ReportView(
            report.WindowId, report.Kind, report.Currency, report.ValueDate, report.CutOff, report.ClosedBy, report.CloseReason, report.PlanHash,
            kept.Hash, kept.MadeAt, report.Equal, report.Counts, [.. report.Currencies.Select(CurrencyProofView.Of)],
            [.. report.FxTrades.Select(TradeView.Of)], report.Cost is { } cost ? CostView.Of(cost) : null,
            [.. report.Batches.Select(ReportedBatchView.Of)], report.Stages, [.. report.Deferred.Select(UnsettledView.Of)],
            [.. report.Reversed.Select(UnsettledView.Of)], [.. report.Rejected.Select(UnsettledView.Of)]);
    }

    internal static string Units(long minor, string currency) => Money.Format(minor, Domain.Currencies.Currency.Get(currency));
}

/// <summary>The same settlement counted from four sources, see the fields of the same names.</summary>
/// <param name="Gross">Sum of the settled payments' source legs.</param>
/// <param name="GrossPosted">The same from the ledger's payment entries.</param>
/// <param name="Net">What the net debtors owe, re-derived from the payments.</param>
/// <param name="WiresMoved">What the confirmed wires took from them.</param>
/// <param name="Postings">What the ledger's wire entries took from their settlement accounts.</param>
public sealed record CurrencyProofView(
    string Currency, int Payments, string Gross, string GrossPosted, string Net, string WiresMoved, string Postings, int Wires, bool Equal)
{
    internal static CurrencyProofView Of(CurrencyProof proof) => new(
        proof.Currency, proof.Payments, ReportView.Units(proof.GrossMinor, proof.Currency), ReportView.Units(proof.GrossPostedMinor, proof.Currency),
        ReportView.Units(proof.NetMinor, proof.Currency), ReportView.Units(proof.WiresMinor, proof.Currency),
        ReportView.Units(proof.PostingsMinor, proof.Currency), proof.Wires, proof.Equal);
}

/// <param name="Matched">Opposite flows that met at mid, in base.</param>
/// <param name="ResidualBase">Sold to the market (negative: bought), in base.</param>
/// <param name="ResidualQuote">The other side, in quote.</param>
/// <param name="SpreadCost">In base.</param>
/// <param name="Rounding">Left with the system, in quote.</param>
public sealed record TradeView(
    string Base, string Quote, decimal Mid, decimal SpreadBasisPoints, string Source, DateTimeOffset? RateAsOf, string Matched, string ResidualBase,
    string ResidualQuote, string SpreadCost, string Rounding)
{
    internal static TradeView Of(ReportedTrade trade) => new(
        trade.Base, trade.Quote, trade.Mid, trade.SpreadBasisPoints, trade.Source, trade.RateAsOf, ReportView.Units(trade.MatchedBaseMinor, trade.Base),
        ReportView.Units(trade.ResidualBaseMinor, trade.Base), ReportView.Units(trade.ResidualQuoteMinor, trade.Quote),
        ReportView.Units(trade.SpreadCostBaseMinor, trade.Base), ReportView.Units(trade.RoundingQuoteMinor, trade.Quote));
}

/// <param name="SavingShare">Of the naive cost, 0 to 1.</param>
public sealed record CostView(
    string Currency, CostPartsView Plan, CostPartsView Naive, string Saving, double SavingShare, string LowerBound)
{
    internal static CostView Of(ReportedCost cost) => new(
        cost.Currency, CostPartsView.Of(cost.Plan, cost.Currency), CostPartsView.Of(cost.Naive, cost.Currency),
        ReportView.Units(cost.SavingMinor, cost.Currency), Math.Round(cost.SavingShare, 6), ReportView.Units(cost.LowerBoundMinor, cost.Currency));
}

public sealed record CostPartsView(string Wires, string Spread, string Deferral, string Total)
{
    internal static CostPartsView Of(Cost cost, string currency) => new(
        ReportView.Units(cost.WiresMinor, currency), ReportView.Units(cost.SpreadMinor, currency), ReportView.Units(cost.DeferralMinor, currency),
        ReportView.Units(cost.TotalMinor, currency));
}

public sealed record ReportedBatchView(
    string BatchId, string Status, int Round, int Transactions, int? Wires, string Hash, long? LedgerEntry, string? Reason)
{
    internal static ReportedBatchView Of(ReportedBatch batch) => new(
        batch.BatchId, System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(batch.State), batch.Round, batch.Transactions, batch.Wires, batch.Hash,
        batch.LedgerEntry, batch.Reason);
}

/// <param name="Code">Why, stable.</param>
/// <param name="Detail">Why, for people.</param>
public sealed record UnsettledView(string TransactionId, string Currency, string Amount, string Code, string Detail, string? NextWindowId)
{
    internal static UnsettledView Of(ReportedPayment payment) => new(
        payment.TransactionId, payment.Currency, ReportView.Units(payment.AmountMinor, payment.Currency), payment.Code, payment.Detail, payment.NextWindowId);
}
