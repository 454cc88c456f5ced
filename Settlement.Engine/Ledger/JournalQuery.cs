namespace Settlement.Engine.Ledger;

/// <summary>Which entries of the journal are asked for.</summary>
/// <param name="Account">Only entries that post to this account; null for all.</param>
/// <param name="Reference">Only entries of this reference: a batch id, or a funding's reference; null for all.</param>
/// <param name="UpTo">Only entries that stood in the ledger at this moment.</param>
/// <param name="After">Position of the last entry of the page before; null for the first page.</param>
/// <param name="NewestFirst">Order by position descending.</param>
public sealed record JournalQuery(string? Account, string? Reference, LedgerMoment UpTo, long? After, int Limit, bool NewestFirst);
