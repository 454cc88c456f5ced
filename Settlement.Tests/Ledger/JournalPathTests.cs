using Npgsql;
using NpgsqlTypes;
using Settlement.Engine.Planning;
using Settlement.Engine.Risk;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Ledger;

/// <summary>
/// What is asked at every planning round reads the postings of the batches that it is about: the journal holds those of all days. As on a first day, when the
/// planner knows nothing and plans are kept that are made all the same.
/// </summary>
public sealed class JournalPathTests(PostgresServer postgres)
{
    [Fact]
    public async Task The_release_of_final_batches_finds_postings_by_their_entries()
    {
        await using var database = await postgres.CreateDatabaseAsync();

        AssertByBatch(await database.ExplainAsync(NetDebitSql.Release, new NpgsqlParameter<int> { TypedValue = 200 }));
    }

    [Fact]
    public async Task The_use_of_a_days_caps_finds_postings_by_their_entries()
    {
        await using var database = await postgres.CreateDatabaseAsync();

        AssertByBatch(await database.ExplainAsync(
            RiskSql.DayUse,
            new NpgsqlParameter<string[]> { TypedValue = ["EUR"] },
            new NpgsqlParameter { Value = new DateOnly[] { new(2026, 11, 24) }, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Date }));
    }

    private static void AssertByBatch(string plan)
    {
        Assert.DoesNotContain("ledger_postings_account", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan on ledger_", plan, StringComparison.Ordinal);
        Assert.Contains("ledger_postings_pkey", plan, StringComparison.Ordinal);
        Assert.Contains("ledger_entries_reference", plan, StringComparison.Ordinal);
    }
}
