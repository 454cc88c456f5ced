using Settlement.Api.Host;

namespace Settlement.Api.Cli;

/// <summary><c>./run verify-ledger</c>: recomputes the hash chain and the balances, beside a running host or without one.</summary>
internal static class VerifyLedgerCommand
{
    internal static Command Create() => new(
        "verify-ledger",
        "Recomputes the ledger's hash chain and balances, while the system runs or when it is down.",
        [
            CommandOption.Text("data", ".data", "folder of the embedded database"),
            CommandOption.Time("as-of", "verifies the ledger as it stood then"),
        ],
        RunAsync);

    private static async Task<int> RunAsync(CommandInput input, CancellationToken stopped)
    {
        var options = ServeOptions.From(input, HostConfiguration.Read());
        await using var database = await HostDatabase.AttachAsync(options, TimeProvider.System, stopped);
        return await Engine.Ledger.VerifyLedgerCommand.RunAsync(database.OwnerConnectionString, input.Time("as-of"), Console.Out, stopped);
    }
}
