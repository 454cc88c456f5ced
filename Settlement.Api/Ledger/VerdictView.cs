using Settlement.Engine.Ledger;

namespace Settlement.Api.Ledger;

/// <summary>The outcome of a verification.</summary>
/// <param name="Head">Hash of the last block verified.</param>
/// <param name="Fault">The first bad row; null when the ledger is in order.</param>
public sealed record VerdictView(bool Ok, long Entries, long Blocks, string Head, LedgerFault? Fault)
{
    internal static VerdictView Of(LedgerVerdict verdict) => new(verdict.IsOk, verdict.Entries, verdict.Blocks, verdict.Head, verdict.Fault);
}
