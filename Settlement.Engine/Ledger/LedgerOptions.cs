using System.ComponentModel.DataAnnotations;

namespace Settlement.Engine.Ledger;

/// <summary>How the ledger commits and verifies; configuration section <c>Ledger</c>, validated at start.</summary>
public sealed class LedgerOptions
{
    public const string Section = "Ledger";

    /// <summary>Most entries that concurrent posts share in one block; 1 to 100,000. A single post is never split: a larger one has a block of its own.</summary>
    [Range(1, 100_000)]
    public int MaxBlockEntries { get; set; } = 10_000;

    /// <summary>Whether a post may take a settlement balance below zero. Off, such a post is refused as a whole.</summary>
    public bool AllowOverdraft { get; set; }
}
