using Npgsql;
using NpgsqlTypes;
using Settlement.Engine.Planning;
using Settlement.Engine.Risk;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Ledger;

/// <summary>What is asked at every planning round reads the postings of the batches that it is about: the journal holds those of all days.</summary>
public sealed class JournalPathTests(PostgresServer postgres)
{
    [Theory]
    [InlineData(nameof(NetDebitSql.Release))]
    [InlineData(nameof(RiskSql.DayUse))]
    public async Task Postings_are_found_by_their_entries_and_entries_by_their_batch(string statement)
    {
        await using var database = await postgres.CreateDatabaseAsync();

        // As on a first day, when the planner knows nothing and plans are kept that are made all the same.
        await using var connection = await database.HotDataSource.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var release = string.Equals(statement, nameof(NetDebitSql.Release), StringComparison.Ordinal);
        await using var command = new NpgsqlCommand($"explain {(release ? NetDebitSql.Release : RiskSql.DayUse)}", connection);
        NpgsqlParameter[] parameters = release
            ? [new NpgsqlParameter<int> { TypedValue = 200 }]
            :
            [
                new NpgsqlParameter<string[]> { TypedValue = ["EUR"] },
                new() { Value = new DateOnly[] { new(2026, 11, 24) }, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Date },
            ];
        command.Parameters.AddRange(parameters);
        var plan = "";
        await using var rows = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await rows.ReadAsync(TestContext.Current.CancellationToken))
        {
            plan += rows.GetString(0) + "\n";
        }

        Assert.DoesNotContain("ledger_postings_account", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan on ledger_", plan, StringComparison.Ordinal);
        Assert.Contains("ledger_postings_pkey", plan, StringComparison.Ordinal);
        Assert.Contains("ledger_entries_reference", plan, StringComparison.Ordinal);
    }
}
