using Settlement.Domain.Batches;
using Settlement.Domain.Currencies;
using Settlement.Engine.ReadModel;

namespace Settlement.Api.Settlements;

/// <summary>A batch in a list.</summary>
public sealed record SettlementSummary(
    string BatchId, string Status, string WindowId, int Round, int Transactions, int? Wires, string? Reason, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    internal static SettlementSummary Of(BatchRow row) => new(
        row.BatchId, SettlementView.Name(row.State), row.WindowId, row.Round, row.Transactions, row.Wires, row.Reason, row.CreatedAt, row.UpdatedAt);
}

/// <summary>One batch with its latest round.</summary>
/// <param name="PlanHash">What its parties signed, lower-case hex SHA-256.</param>
public sealed record SettlementView(
    string BatchId, string Status, string WindowId, int Round, string PlanHash, int Transactions, int? Wires, string? ConfirmedBy, string? ConfirmReason,
    string? Reason, long? LedgerEntry, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, IReadOnlyList<PositionView> Positions,
    IReadOnlyList<WireView> PlannedWires, IReadOnlyList<FxTrade> FxTrades, IReadOnlyList<string> TransactionIds)
{
    internal static SettlementView Of(BatchRow row, PlannedBatch batch) => new(
        row.BatchId, Name(row.State), row.WindowId, row.Round, row.PlanHash, row.Transactions, row.Wires, row.ConfirmedBy, row.ConfirmReason,
        row.Reason, row.LedgerEntry, row.CreatedAt, row.UpdatedAt,
        [.. batch.Positions.Select(p => new PositionView(p.Participant, p.Currency, Format(p.NetMinor, p.Currency)))],
        [.. batch.Wires.Select(w => new WireView(
            w.WireId, w.Phase == WirePhase.PayIn ? "pay_in" : "pay_out", w.Debtor, w.Creditor, w.Currency, Format(w.AmountMinor, w.Currency), w.TransactionId))],
        batch.FxTrades,
        [.. batch.Payments.Select(payment => payment.TransactionId)]);

    internal static string Name(string state) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(state);

    private static string Format(long minor, string currency) => new Money(minor, Currency.Get(currency)).Format();
}

/// <param name="Net">Negative pays, positive receives.</param>
public sealed record PositionView(string Participant, string Currency, string Net);

public sealed record WireView(string WireId, string Phase, string Debtor, string Creditor, string Currency, string Amount, string? TransactionId);
