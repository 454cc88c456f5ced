namespace Settlement.Domain.Reports;

/// <param name="State">See <see cref="Batches.BatchState"/>.</param>
/// <param name="Round">1, and one more for each time it was planned again.</param>
/// <param name="Hash">What its parties signed.</param>
/// <param name="LedgerEntry">Position of its last journal entry; null when nothing was posted.</param>
public sealed record ReportedBatch(string BatchId, string State, int Round, int Transactions, int? Wires, string Hash, long? LedgerEntry, string? Reason);
