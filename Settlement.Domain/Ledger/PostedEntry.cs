namespace Settlement.Domain.Ledger;

/// <summary>A journal entry as it stands in the ledger.</summary>
/// <param name="Position">Counts from 1 without gaps.</param>
/// <param name="Hash">Lower-case hex SHA-256 of the entry, see <see cref="BlockText"/>.</param>
/// <param name="Reason">An operator's reason; only of a funding by an operator.</param>
public sealed record PostedEntry(
    long Position, string Key, EntryKind Kind, string Reference, long Block, DateTimeOffset At, string Hash, IReadOnlyList<Posting> Postings, string? Reason);
