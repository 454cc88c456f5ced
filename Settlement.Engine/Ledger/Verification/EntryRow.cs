namespace Settlement.Engine.Ledger.Verification;

/// <summary>A row of ledger_entries as it stands; the kind is text because nothing says that it is a known one.</summary>
internal sealed record EntryRow(long Position, string Key, string Kind, string Reference, long Block, DateTimeOffset At, int Postings, byte[] Hash);
