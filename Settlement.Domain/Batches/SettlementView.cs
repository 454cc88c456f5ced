namespace Settlement.Domain.Batches;

/// <summary>A batch in a list.</summary>
public sealed record SettlementSummary(
    string BatchId, string Status, string WindowId, int Round, int Transactions, int? Wires, string? Reason, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>One batch with its latest round.</summary>
/// <param name="PlanHash">What its parties signed, lower-case hex SHA-256.</param>
/// <param name="Agreements">The certificate of each round, oldest first; null while the consensus log cannot be read.</param>
public sealed record SettlementView(
    string BatchId, string Status, string WindowId, int Round, string PlanHash, int Transactions, int? Wires, string? ConfirmedBy, string? ConfirmReason,
    string? Reason, long? LedgerEntry, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, IReadOnlyList<PositionView> Positions,
    IReadOnlyList<WireView> PlannedWires, IReadOnlyList<FxTrade> FxTrades, IReadOnlyList<string> TransactionIds, IReadOnlyList<AgreementView>? Agreements = null);

/// <param name="Net">Negative pays, positive receives.</param>
public sealed record PositionView(string Participant, string Currency, string Net);

public sealed record WireView(string WireId, string Phase, string Debtor, string Creditor, string Currency, string Amount, string? TransactionId);
