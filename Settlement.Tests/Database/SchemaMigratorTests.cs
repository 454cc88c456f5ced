using Microsoft.Extensions.Logging.Abstractions;
using Settlement.Engine.Database;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Database;

public sealed class SchemaMigratorTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static SchemaFile First => SchemaFile.Of(1, "first", "create table first (id int primary key);");

    private static SchemaFile Second => SchemaFile.Of(
        2, "second", "create table second (id int primary key); insert into second values (1);");

    [Fact]
    public async Task Every_step_is_applied_once_however_often_the_host_starts()
    {
        await using var database = await postgres.CreateEmptyDatabaseAsync();

        Assert.Equal(2, await Migrate(database, First, Second));
        Assert.Equal(0, await Migrate(database, First, Second));

        Assert.Equal(1L, await Scalar(database, "select count(*) from second"));
    }

    [Fact]
    public async Task Hosts_that_start_together_apply_every_step_once()
    {
        await using var database = await postgres.CreateEmptyDatabaseAsync();

        var applied = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Migrate(database, First, Second)));

        Assert.Equal(2, applied.Sum());
    }

    [Fact]
    public async Task A_step_that_was_edited_after_it_was_applied_is_refused_by_name()
    {
        await using var database = await postgres.CreateEmptyDatabaseAsync();
        await Migrate(database, First);

        var refusal = await Assert.ThrowsAsync<DatabaseStartException>(() => Migrate(database, First with { Checksum = "other" }));

        Assert.Contains("001_first.sql was changed", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_ends_do_not_count_as_an_edit()
    {
        Assert.Equal(SchemaFile.Of(1, "a", "x\ny\n").Checksum, SchemaFile.Of(1, "a", "x\r\ny\r\n").Checksum);
    }

    [Fact]
    public async Task A_database_that_is_newer_than_the_program_is_refused()
    {
        await using var database = await postgres.CreateEmptyDatabaseAsync();
        await Migrate(database, First, Second);

        var refusal = await Assert.ThrowsAsync<DatabaseStartException>(() => Migrate(database, First));

        Assert.Contains("002_second", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_fails_leaves_nothing_of_itself_and_the_next_start_goes_on_from_there()
    {
        await using var database = await postgres.CreateEmptyDatabaseAsync();
        var broken = SchemaFile.Of(2, "second", "create table second (id int); select nonsense;");

        var refusal = await Assert.ThrowsAsync<DatabaseStartException>(() => Migrate(database, First, broken));
        Assert.Contains("002_second.sql", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1L, await Scalar(database, "select count(*) from schema_versions"));

        Assert.Equal(1, await Migrate(database, First, Second));
    }

    [Fact]
    public void The_embedded_steps_have_distinct_numbers_and_begin_with_append_only()
    {
        Assert.Equal("000_append_only.sql", SchemaFile.Embedded[0].FileName);
        Assert.Equal(SchemaFile.Embedded.Count, SchemaFile.Embedded.Select(file => file.Version).Distinct().Count());
    }

    private static Task<int> Migrate(TestDatabase database, params SchemaFile[] files) =>
        new SchemaMigrator(files, TimeProvider.System, NullLogger<SchemaMigrator>.Instance).MigrateAsync(
            database.OwnerConnectionString, Cancellation);

    private static async Task<object?> Scalar(TestDatabase database, string sql)
    {
        await using var command = database.OwnerDataSource.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
