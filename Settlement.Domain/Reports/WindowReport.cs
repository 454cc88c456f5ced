namespace Settlement.Domain.Reports;

/// <summary>
/// What became of one settlement window, made once when it is finished and kept. Amounts are minor units of their currency; times are UTC.
/// </summary>
/// <param name="Currency">The controlling currency, whose cut-off closed the window.</param>
/// <param name="Currencies">The proof per currency, by code.</param>
/// <param name="FxTrades">Per pair and rate, all batches together.</param>
/// <param name="Cost">Null when nothing was planned.</param>
/// <param name="Deferred">At most <see cref="MaxListed"/>; <see cref="Counts"/> counts all.</param>
/// <param name="Reversed">At most <see cref="MaxListed"/>.</param>
/// <param name="Rejected">At most <see cref="MaxListed"/>.</param>
/// <param name="Equal">Whether every currency's figures are equal.</param>
public sealed record WindowReport(
    string WindowId,
    string Kind,
    string Currency,
    DateOnly ValueDate,
    DateTimeOffset CutOff,
    string? ClosedBy,
    string? CloseReason,
    string? PlanHash,
    bool Equal,
    PaymentCounts Counts,
    IReadOnlyList<CurrencyProof> Currencies,
    IReadOnlyList<ReportedTrade> FxTrades,
    ReportedCost? Cost,
    IReadOnlyList<ReportedBatch> Batches,
    IReadOnlyList<StageTime> Stages,
    IReadOnlyList<ReportedPayment> Deferred,
    IReadOnlyList<ReportedPayment> Reversed,
    IReadOnlyList<ReportedPayment> Rejected)
{
    /// <summary>Payments listed one by one per list: a report stays readable, and some megabytes at most.</summary>
    public const int MaxListed = 10_000;
}
