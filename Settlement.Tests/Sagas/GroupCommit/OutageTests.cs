using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Settlement.Engine.Database;
using Settlement.Sagas.Pump;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Sagas.GroupCommit;

/// <summary>What holds when connections break in the middle of a commit, whose outcome is then unknown.</summary>
public sealed class OutageTests(PostgresServer postgres)
{
    private const int Parcels = 400;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Backends_terminated_in_the_middle_of_commits_lose_and_double_nothing()
    {
        await using var database = await ParcelService.CreateDatabaseAsync(postgres);
        await using var parcels = ParcelService.On(database.HotDataSource, ("MaxBatch", "32"));
        using var killing = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var killer = TerminateUntilAsync(database, killing.Token);
        var dead = await PumpLifeCyclesAsync(parcels);
        await killing.CancelAsync();

        Assert.True(await killer > 0, "no backend was terminated: the test proved nothing");
        Assert.Empty(dead);
        database.HotDataSource.Clear(); // a connection that was terminated last may still lie in the pool
        await AssertAllDeliveredAsync(parcels, database.DataSource);
    }

    [Fact]
    public async Task A_server_that_is_stopped_and_started_under_load_loses_and_doubles_nothing()
    {
        using var folder = new TemporaryFolder("settlement-restart");
        var options = PostgresServer.OptionsFor(folder.Path);
        await using var server = await EmbeddedPostgres.StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance, Cancellation);
        await new SchemaMigrator(SchemaFile.Embedded, TimeProvider.System, NullLogger<SchemaMigrator>.Instance)
            .MigrateAsync(server.OwnerConnectionString, Cancellation);
        await using var owner = NpgsqlDataSource.Create(server.OwnerConnectionString);
        await ParcelService.ExecuteAsync(owner, ParcelSaga.Schema);
        await using var hot = DatabaseConnections.BuildHot(server.ConnectionString, options);
        await using var parcels = ParcelService.On(hot, ("MaxBatch", "32"));

        var running = PumpLifeCyclesAsync(parcels);
        await parcels.SendAsync(new SendParcel("first", "Alice", ParcelService.Morning));
        await server.StopServerAsync(Cancellation);
        Assert.False(running.IsCompleted, "all was done before the server stopped: the test proved nothing");
        await server.StartServerAsync(Cancellation);

        Assert.Empty(await running);
        await parcels.RunLifeCycleAsync("first");
        await AssertAllDeliveredAsync(parcels, hot, Parcels + 1);
    }

    [Fact]
    public async Task A_message_after_the_repository_has_stopped_is_refused_as_a_fault_that_a_restart_heals()
    {
        await using var database = await ParcelService.CreateDatabaseAsync(postgres);
        var parcels = ParcelService.On(database.HotDataSource);
        await parcels.SendAsync(new SendParcel("P", "Alice", ParcelService.Morning));
        await parcels.DisposeAsync();

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => parcels.SendAsync(new ParcelPacked("P", ParcelService.Morning)));

        Assert.True(TransientFault.Matches(refused), refused.ToString());
    }

    private static async Task<List<string>> PumpLifeCyclesAsync(ParcelService parcels)
    {
        var dead = new List<string>();
        using var pump = new KeyedPump<Func<Task>>(
            static (send, _) => send(),
            (record, reason, _) =>
            {
                lock (dead)
                {
                    dead.Add($"{record.Key}: {reason.Message}");
                }

                return Task.CompletedTask;
            },
            new KeyedPumpOptions { MaxInFlight = 128, FirstRetryMilliseconds = 5, LongestRetryMilliseconds = 100 },
            watermark: 0,
            TimeProvider.System,
            NullLogger<KeyedPump<Func<Task>>>.Instance,
            Cancellation);
        var position = 0L;
        foreach (var chunk in Enumerable.Range(0, Parcels).Chunk(50))
        {
            foreach (var step in new Func<string, Func<Task>>[]
            {
                id => () => parcels.SendAsync(new SendParcel(id, "Alice", ParcelService.Morning)),
                id => () => parcels.SendAsync(new ParcelPacked(id, ParcelService.Morning)),
                id => () => parcels.SendAsync(new ParcelShipped(id, "post")),
                id => () => parcels.SendAsync(new ParcelDelivered(id, ParcelService.Morning)),
            })
            {
                foreach (var i in chunk)
                {
                    await pump.PushAsync(new PumpRecord<Func<Task>>(++position, $"P-{i}", step($"P-{i}")), Cancellation);
                }
            }
        }

        Assert.Equal(position, await pump.DrainAsync(Cancellation));
        return dead;
    }

    private static async Task<int> TerminateUntilAsync(TestDatabase database, CancellationToken stop)
    {
        var killed = 0;
        while (!stop.IsCancellationRequested)
        {
            await using var command = database.OwnerDataSource.CreateCommand("""
                select count(pg_terminate_backend(pid)) from pg_stat_activity
                where pid <> pg_backend_pid() and datname = current_database() and state = 'active' and query like 'with i as%'
                """);
            killed += (int)(long)(await command.ExecuteScalarAsync(CancellationToken.None))!;
            await Task.Yield();
        }

        return killed;
    }

    private static async Task AssertAllDeliveredAsync(ParcelService parcels, NpgsqlDataSource dataSource, int count = Parcels)
    {
        var delivered = await parcels.Reader.QueryAsync("where state = 'Delivered' and version = 4 limit 10000", [], Cancellation);
        Assert.Equal(count, delivered.Count);
        Assert.Equal(0, await ParcelService.CountTornAsync(dataSource));
    }
}
