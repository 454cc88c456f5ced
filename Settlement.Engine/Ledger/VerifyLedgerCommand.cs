using Npgsql;

namespace Settlement.Engine.Ledger;

/// <summary>The command <c>verify-ledger</c>: one line and an exit code. Needs a database and nothing of the running system.</summary>
public static class VerifyLedgerCommand
{
    /// <param name="asOf">Verifies the chain as it stood at that time; null: all of it, with the head and the balances.</param>
    /// <returns>0 when the ledger is in order; 1 when it is not, or cannot be read.</returns>
    public static async Task<int> RunAsync(string connectionString, DateTimeOffset? asOf, TextWriter output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(output);

        // The rows are read in the order of their keys: walking the index streams them, a scan would sort the whole table first.
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 8, NoResetOnClose = false };
        settings.Options = $"{settings.Options} -c enable_seqscan=off".TrimStart();
        await using var source = NpgsqlDataSource.Create(settings);
        try
        {
            var verdict = await new LedgerVerifier(source).VerifyAsync(asOf, cancellationToken);
            await output.WriteLineAsync(verdict.ToString());
            return verdict.IsOk ? 0 : 1;
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            await output.WriteLineAsync("ledger not found: this database has no ledger");
            return 1;
        }
        catch (NpgsqlException unreachable)
        {
            await output.WriteLineAsync($"ledger cannot be read: {unreachable.Message}");
            return 1;
        }
    }
}
