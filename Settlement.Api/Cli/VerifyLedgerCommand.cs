using Settlement.Api.Host;

namespace Settlement.Api.Cli;

/// <summary><c>./run verify-ledger</c>: recomputes the hash chain and the balances.</summary>
internal static class VerifyLedgerCommand
{
    /// <param name="run">Returns 0 when the ledger is sound, 1 at the first bad row.</param>
    internal static Command Create(Func<VerifyLedgerOptions, CancellationToken, Task<int>> run) => new(
        "verify-ledger",
        "Recomputes the ledger's hash chain and balances, while the system runs or when it is down.",
        [
            CommandOption.Text("data", ".data", "folder of the embedded database"),
            CommandOption.Time("as-of", "verifies the ledger as it stood then"),
        ],
        (input, stopped) => run(new VerifyLedgerOptions(ServeOptions.From(input, HostConfiguration.Read()).Data, input.Time("as-of")), stopped));
}
