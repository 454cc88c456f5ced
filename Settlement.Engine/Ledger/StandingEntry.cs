using Settlement.Domain.Ledger;

namespace Settlement.Engine.Ledger;

/// <summary>An entry that a key names already: in the ledger, or earlier in the block that is being made.</summary>
internal sealed record StandingEntry(long Position, string Kind, string Reference, IReadOnlyList<Posting> Postings)
{
    /// <summary>Whether posting <paramref name="entry"/> again would say the same.</summary>
    public bool Says(JournalEntry entry) =>
        Kind == entry.Kind.ToString() && Reference == entry.Reference && Postings.SequenceEqual(entry.Postings);
}
