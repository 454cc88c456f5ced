namespace Settlement.Engine.Ledger;

/// <summary>What a verification found.</summary>
/// <param name="Entries">Entries verified before the fault, or all.</param>
/// <param name="Head">Hash of the last block verified, lower-case hex.</param>
/// <param name="Fault">The first bad row; null when the ledger is in order.</param>
public sealed record LedgerVerdict(long Entries, long Blocks, string Head, LedgerFault? Fault)
{
    public bool IsOk => Fault is null;

    public override string ToString() => Fault is null
        ? System.FormattableString.Invariant($"ledger ok: {Entries} entries, {Blocks} blocks, head {Head}")
        : $"ledger broken: {Fault.Table}, {Fault.Row}: {Fault.Message}";
}

/// <summary>One bad row.</summary>
/// <param name="Row">The row by its key, e.g. "position 17" or "block 3".</param>
/// <param name="Message">What is wrong with it.</param>
public sealed record LedgerFault(string Table, string Row, string Message);
