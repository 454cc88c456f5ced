namespace Settlement.Api.Ledger;

/// <param name="Status">"posted", or "deduped" when the same funding stood in the ledger already.</param>
/// <param name="LedgerEntry">Position of the journal entry.</param>
public sealed record FundingView(string Participant, string Currency, string Amount, string Reference, string Status, long LedgerEntry);
