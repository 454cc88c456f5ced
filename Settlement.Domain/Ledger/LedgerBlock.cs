namespace Settlement.Domain.Ledger;

/// <summary>One sealed block of the ledger: what one commit appended.</summary>
/// <param name="PreviousHash">Hash of the block before, lower-case hex; 64 zeros for the first.</param>
/// <param name="Hash">Lower-case hex SHA-256, see <see cref="BlockText"/>.</param>
public sealed record LedgerBlock(
    long Block, long FirstPosition, long LastPosition, string PreviousHash, string Hash, int Entries, DateTimeOffset SealedAt);
