namespace Settlement.Api.Cli;

/// <param name="Data">Folder of the embedded database, absolute; null leaves it to the configuration.</param>
/// <param name="AsOf">Null for the ledger as it stands.</param>
public sealed record VerifyLedgerOptions(string? Data, DateTimeOffset? AsOf);
