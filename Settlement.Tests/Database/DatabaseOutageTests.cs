using Npgsql;
using Settlement.Engine.Database;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Database;

/// <summary>The server goes away and comes back below open pools.</summary>
public sealed class DatabaseOutageTests
{
    // Recovery after a kill must take less than this; the figure to reach is 5 s.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stopped_server_is_an_outage_and_no_fault_of_the_statement()
    {
        await using var server = await OwnPostgres.StartAsync();
        await using var pool = DatabaseConnections.BuildGeneral(server.Database.ConnectionString, server.Database.Options);
        await using var health = new DatabaseHealth(server.Database);
        await Ask(pool);
        Assert.Null(await health.FindProblemAsync(Cancellation));

        await server.StopServerAsync();

        Assert.True(DatabaseOutage.Is(await Assert.ThrowsAnyAsync<Exception>(() => Ask(pool))));
        Assert.True(DatabaseOutage.Is(await Assert.ThrowsAnyAsync<Exception>(() => Ask(pool))));
        Assert.NotNull(await health.FindProblemAsync(Cancellation));
    }

    [Fact]
    public async Task A_wrong_statement_is_no_outage()
    {
        await using var server = await OwnPostgres.StartAsync();
        await using var pool = DatabaseConnections.BuildGeneral(server.Database.ConnectionString, server.Database.Options);
        await using var wrong = pool.CreateCommand("select nonsense");

        Assert.False(DatabaseOutage.Is(await Assert.ThrowsAsync<PostgresException>(() => wrong.ExecuteNonQueryAsync(Cancellation))));
    }

    [Fact]
    public async Task Pools_work_again_by_themselves_once_the_server_is_back()
    {
        await using var server = await OwnPostgres.StartAsync();
        await using var pool = DatabaseConnections.BuildGeneral(server.Database.ConnectionString, server.Database.Options);
        await using var health = new DatabaseHealth(server.Database);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Ask(pool)));

        await server.StopServerAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => Ask(pool));
        await server.StartServerAsync();

        var failures = 0;
        for (var attempt = 0; attempt < 100; attempt++)
        {
            failures += await Try(pool) ? 0 : 1;
        }

        // Every connection that was idle in the pool when the server went may fail once; not one more.
        Assert.InRange(failures, 0, 20);
        Assert.True(await Try(pool));
        Assert.Null(await health.FindProblemAsync(Cancellation));
    }

    [Fact]
    public async Task A_killed_server_is_started_again_with_all_that_was_committed()
    {
        await using var server = await OwnPostgres.StartAsync();
        await using var owner = NpgsqlDataSource.Create(server.Database.OwnerConnectionString);
        await using (var write = owner.CreateCommand("create table kept (id int); insert into kept values (1)"))
        {
            await write.ExecuteNonQueryAsync(Cancellation);
        }

        var killed = server.KillServer();

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        limit.CancelAfter(Limit);
        while (!await Try(owner))
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        Assert.NotEqual(killed, server.Database.Embedded!.ProcessId);
        await using var read = owner.CreateCommand("select id from kept");
        Assert.Equal(1, await read.ExecuteScalarAsync(Cancellation));
    }

    private static async Task Ask(NpgsqlDataSource pool)
    {
        await using var command = pool.CreateCommand("select 1");
        await command.ExecuteScalarAsync(Cancellation);
    }

    private static async Task<bool> Try(NpgsqlDataSource pool)
    {
        try
        {
            await Ask(pool);
            return true;
        }
        catch (Exception away) when (DatabaseOutage.Is(away))
        {
            return false;
        }
    }
}
