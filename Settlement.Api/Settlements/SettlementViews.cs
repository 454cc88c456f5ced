using Settlement.Domain.Batches;
using Settlement.Domain.Currencies;
using Settlement.Engine.Matching;
using Settlement.Engine.ReadModel;

namespace Settlement.Api.Settlements;

/// <summary>Makes views of a batch's row and of its plan.</summary>
internal static class SettlementViews
{
    extension(SettlementSummary)
    {
        internal static SettlementSummary Of(BatchRow row) => new(
            row.BatchId, Name(row.State), row.WindowId, row.Round, row.Transactions, row.Wires, row.Reason, row.CreatedAt, row.UpdatedAt);
    }

    extension(SettlementView)
    {
        internal static SettlementView Of(BatchRow row, PlannedBatch batch, IReadOnlyList<Certificate>? certificates) => new(
            row.BatchId, Name(row.State), row.WindowId, row.Round, row.PlanHash, row.Transactions, row.Wires, row.ConfirmedBy, row.ConfirmReason,
            row.Reason, row.LedgerEntry, row.CreatedAt, row.UpdatedAt,
            [.. batch.Positions.Select(p => new PositionView(p.Participant, p.Currency, Format(p.NetMinor, p.Currency)))],
            [.. batch.Wires.Select(w => new WireView(
                w.WireId, w.Phase == WirePhase.PayIn ? "pay_in" : "pay_out", w.Debtor, w.Creditor, w.Currency, Format(w.AmountMinor, w.Currency), w.TransactionId))],
            batch.FxTrades,
            [.. batch.Payments.Select(payment => payment.TransactionId)],
            certificates is null ? null : [.. certificates.Select(Agreement)]);
    }

    internal static string Name(string state) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(state);

    private static AgreementView Agreement(Certificate certificate) => new(
        certificate.Round, certificate.PlanHash, certificate.Parties, certificate.Quorum, [.. certificate.Votes.Select(vote => vote.Participant)],
        [.. (certificate.Objections ?? []).Select(objection => new ObjectionView(objection.Participant, objection.Reason))], certificate.At);

    private static string Format(long minor, string currency) => new Money(minor, Currency.Get(currency)).Format();
}
