namespace Settlement.Engine.Ledger.Verification;

/// <summary>A row of ledger_blocks as it stands, believed in nothing.</summary>
internal sealed record BlockRow(
    long Block, long FirstPosition, long LastPosition, byte[] PreviousHash, byte[] Hash, int Entries, DateTimeOffset SealedAt);
