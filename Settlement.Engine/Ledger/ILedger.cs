using Settlement.Domain.Ledger;

namespace Settlement.Engine.Ledger;

/// <summary>The append-only, hash-chained double-entry ledger.</summary>
public interface ILedger
{
    /// <summary>
    /// Posts entries in one commit as one sealed block. An entry whose key stands in the ledger already is skipped: posting again changes nothing.
    /// </summary>
    /// <exception cref="LedgerConflictException">A key stands in the ledger with other postings, or a settlement balance would pass below zero.</exception>
    Task<PostingReceipt> PostAsync(IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken);

    /// <summary>Balances of every account that has any posting, optionally as of a ledger position (inclusive) or a time.</summary>
    Task<IReadOnlyList<AccountBalance>> BalancesAsync(LedgerMoment moment, CancellationToken cancellationToken);
}

/// <param name="Positions">Position of each entry, in the order given, also of those that stood there already.</param>
public sealed record PostingReceipt(IReadOnlyList<long> Positions, string HeadHash, int Appended);

public sealed record AccountBalance(string Account, string Currency, long BalanceMinor);

/// <summary>Now, as of a position, or as of a time.</summary>
public readonly record struct LedgerMoment(long? Position, DateTimeOffset? Time)
{
    public static LedgerMoment Now => default;
}

/// <summary>Why a post was refused as a whole.</summary>
public enum LedgerConflict
{
    /// <summary>A key stands in the ledger already, with other postings.</summary>
    KeyReused,

    /// <summary>A settlement balance would pass below zero.</summary>
    Overdraft,
}

/// <summary>The post contradicts the books; nothing of it was posted, and posting it again will not help.</summary>
public sealed class LedgerConflictException(LedgerConflict conflict, string message) : Exception(message)
{
    public LedgerConflict Conflict { get; } = conflict;
}
