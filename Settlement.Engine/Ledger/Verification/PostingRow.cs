using Settlement.Domain.Ledger;

namespace Settlement.Engine.Ledger.Verification;

/// <summary>A row of ledger_postings as it stands.</summary>
internal sealed record PostingRow(long Position, int Line, Posting Posting);
