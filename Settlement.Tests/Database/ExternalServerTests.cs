using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Settlement.Engine.Database;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Database;

/// <summary>A server of the user's own, given by its connection string.</summary>
public sealed class ExternalServerTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_migrated_and_the_system_works_as_the_restricted_role()
    {
        await using var given = await postgres.CreateEmptyDatabaseAsync();
        await using var database = await Open(given.OwnerConnectionString);

        Assert.Null(database.Embedded);
        Assert.Equal("settlement_app", await WhoAmI(database));
    }

    [Fact]
    public async Task The_hot_pool_never_plans_a_scan_and_keeps_the_restricted_role()
    {
        await using var given = await postgres.CreateEmptyDatabaseAsync();
        await using var database = await Open(given.OwnerConnectionString);
        await using var hot = DatabaseConnections.BuildHot(database.ConnectionString, database.Options);
        await using var ask = hot.CreateCommand("select current_setting('enable_seqscan') || ' ' || current_user");

        Assert.Equal("off settlement_app", await ask.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task A_user_who_may_not_use_the_restricted_role_works_alone_and_append_only_holds_by_trigger()
    {
        await using var given = await postgres.CreateEmptyDatabaseAsync();
        var name = new NpgsqlConnectionStringBuilder(given.OwnerConnectionString).Database!;
        await using (var create = given.OwnerDataSource.CreateCommand(
            $"create role only_{name} login password 'given'; alter database {name} owner to only_{name}"))
        {
            await create.ExecuteNonQueryAsync(Cancellation);
        }

        await using var database = await Open(As("only_" + name, given));
        await using var pool = DatabaseConnections.BuildGeneral(database.ConnectionString, database.Options);

        Assert.Equal("only_" + name, await WhoAmI(database));
        await using var table = pool.CreateCommand(
            "create table evidence (id int); call make_append_only('evidence'); insert into evidence values (1)");
        await table.ExecuteNonQueryAsync(Cancellation);
        await using var delete = pool.CreateCommand("delete from evidence");
        Assert.Equal("23001", (await Assert.ThrowsAsync<PostgresException>(() => delete.ExecuteNonQueryAsync(Cancellation))).SqlState);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Username=nobody;Database=none;Timeout=2")]
    [InlineData("this is no connection string")]
    public async Task A_server_that_cannot_be_used_is_one_clear_message(string connectionString)
    {
        var refusal = await Assert.ThrowsAsync<DatabaseStartException>(() => Open(connectionString));

        Assert.Contains("Database:ConnectionString", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_and_a_missing_database_are_clear_messages_too()
    {
        await using var given = await postgres.CreateEmptyDatabaseAsync();
        var wrong = new NpgsqlConnectionStringBuilder(given.OwnerConnectionString) { Password = "wrong", Pooling = false };
        var missing = new NpgsqlConnectionStringBuilder(given.OwnerConnectionString) { Database = "missing", Pooling = false };

        var first = await Assert.ThrowsAsync<DatabaseStartException>(() => Open(wrong.ConnectionString));
        var second = await Assert.ThrowsAsync<DatabaseStartException>(() => Open(missing.ConnectionString));

        Assert.Contains("password authentication failed", first.Message, StringComparison.Ordinal);
        Assert.Contains("\"missing\" does not exist", second.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_who_may_not_create_tables_is_told_so()
    {
        await using var given = await postgres.CreateEmptyDatabaseAsync();
        var name = new NpgsqlConnectionStringBuilder(given.OwnerConnectionString).Database!;
        await using (var create = given.OwnerDataSource.CreateCommand(
            $"revoke create on schema public from public; create role guest_{name} login password 'given'"))
        {
            await create.ExecuteNonQueryAsync(Cancellation);
        }

        var refusal = await Assert.ThrowsAsync<DatabaseStartException>(() => Open(As("guest_" + name, given)));

        Assert.Contains("permission denied for schema public", refusal.Message, StringComparison.Ordinal);
    }

    private static string As(string role, TestDatabase database) =>
        new NpgsqlConnectionStringBuilder(database.OwnerConnectionString) { Username = role, Password = "given", Pooling = false }
            .ConnectionString;

    private static Task<SettlementDatabase> Open(string connectionString) => SettlementDatabase.OpenAsync(
        new DatabaseOptions { ConnectionString = connectionString }, TimeProvider.System, NullLoggerFactory.Instance, Cancellation);

    private static async Task<string?> WhoAmI(SettlementDatabase database)
    {
        await using var pool = DatabaseConnections.BuildGeneral(database.ConnectionString, database.Options);
        await using var ask = pool.CreateCommand("select current_user::text");
        return (string?)await ask.ExecuteScalarAsync(Cancellation);
    }
}
