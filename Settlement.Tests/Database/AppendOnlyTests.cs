using Npgsql;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Database;

public sealed class AppendOnlyTests(PostgresServer postgres)
{
    private const string Restricted = "23001";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("update evidence set text = 'other'")]
    [InlineData("delete from evidence")]
    [InlineData("truncate evidence")]
    public async Task The_owner_is_refused_by_trigger(string statement)
    {
        await using var database = await WithTable();

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => Execute(database.OwnerDataSource, statement));

        Assert.Equal(Restricted, refusal.SqlState);
        Assert.Equal("written", await Read(database));
    }

    [Theory]
    [InlineData("update evidence set text = 'other'")]
    [InlineData("delete from evidence")]
    [InlineData("truncate evidence")]
    [InlineData("alter table evidence disable trigger all")]
    [InlineData("drop table evidence")]
    [InlineData("call make_append_only('evidence')")]
    [InlineData("update schema_versions set checksum = ''")]
    [InlineData("create table intruder (id int)")]
    public async Task The_application_is_refused_by_privilege(string statement)
    {
        await using var database = await WithTable();

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => Execute(database.DataSource, statement));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
        Assert.Equal("written", await Read(database));
    }

    [Fact]
    public async Task A_session_that_plays_replica_is_refused_too()
    {
        await using var database = await WithTable();

        var refusal = await Assert.ThrowsAsync<PostgresException>(
            () => Execute(database.OwnerDataSource, "set session_replication_role = replica; delete from evidence"));

        Assert.Equal(Restricted, refusal.SqlState);
    }

    [Fact]
    public async Task The_application_appends_to_what_is_append_only_and_writes_what_is_not()
    {
        await using var database = await WithTable();

        await Execute(database.DataSource, "insert into evidence (text) values ('more')");
        await Execute(database.DataSource, "insert into draft values ('a'); update draft set text = 'b'; delete from draft");

        Assert.Equal("written,more", await Read(database));
    }

    private static async Task<string?> Read(TestDatabase database)
    {
        await using var command = database.DataSource.CreateCommand("select string_agg(text, ',' order by id) from evidence");
        return (string?)await command.ExecuteScalarAsync(Cancellation);
    }

    private async Task<TestDatabase> WithTable()
    {
        var database = await postgres.CreateDatabaseAsync();
        await Execute(database.OwnerDataSource, """
            create table evidence (id bigint generated always as identity primary key, text text not null);
            create table draft (text text not null);
            call make_append_only('evidence');
            insert into evidence (text) values ('written');
            call grant_application_rights();
            """);
        return database;
    }

    private static async Task Execute(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
