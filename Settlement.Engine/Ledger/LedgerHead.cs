namespace Settlement.Engine.Ledger;

/// <summary>Where the chain ends: the last block, the last position and the last hash (32 bytes, zeros before the first block).</summary>
internal sealed record LedgerHead(long Block, long Position, byte[] Hash, DateTimeOffset SealedAt)
{
    public string HashText => Convert.ToHexStringLower(Hash);
}
