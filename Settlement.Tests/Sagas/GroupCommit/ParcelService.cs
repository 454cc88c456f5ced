using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using Settlement.Sagas.GroupCommit;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Sagas.GroupCommit;

/// <summary>A container with the parcels' machine on the group-commit repository.</summary>
internal sealed class ParcelService : IAsyncDisposable
{
    public static readonly DateTimeOffset Morning = new(2026, 11, 23, 7, 0, 0, TimeSpan.Zero);

    private readonly ServiceProvider _provider;

    private ParcelService(NpgsqlDataSource dataSource, (string Name, string Value)[] options)
    {
        var services = new ServiceCollection();
        services.AddLogging(static logging => logging.SetMinimumLevel(LogLevel.None));
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(options.Select(option => KeyValuePair.Create($"GroupCommit:{option.Name}", (string?)option.Value)))
            .Build());
        services.AddGroupCommitSagas(
            _ => dataSource, sagas => sagas.Add<ParcelMachine, ParcelSaga>(ParcelSaga.Table));
        _provider = services.BuildServiceProvider(validateScopes: true);
        Dispatcher = _provider.GetRequiredService<ISagaDispatcher>();
    }

    public ISagaDispatcher Dispatcher { get; }

    public ISagaReader<ParcelSaga> Reader => _provider.GetRequiredService<ISagaReader<ParcelSaga>>();

    public GroupCommitStatistics Statistics => _provider.GetRequiredService<GroupCommitter<ParcelSaga>>().Statistics;

    public GroupCommitOptions Options => _provider.GetRequiredService<IOptions<GroupCommitOptions>>().Value;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static ParcelService On(NpgsqlDataSource dataSource, params (string Name, string Value)[] options) => new(dataSource, options);

    /// <summary>Makes the parcels' table in a fresh database.</summary>
    public static async Task<TestDatabase> CreateDatabaseAsync(PostgresServer postgres)
    {
        var database = await postgres.CreateDatabaseAsync();
        await ExecuteAsync(database.OwnerDataSource, ParcelSaga.Schema);
        return database;
    }

    public static async Task ExecuteAsync(NpgsqlDataSource dataSource, string sql)
    {
        await using var command = dataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    /// <summary>Parcels whose version is not the number of their events, or whose last event does not lead to their state.</summary>
    public static async Task<long> CountTornAsync(NpgsqlDataSource dataSource)
    {
        await using var command = dataSource.CreateCommand("""
            select count(*) from parcels p
            where (select count(*) from saga_events e where e.saga_id = p.id) <> p.version
               or (select to_state from saga_events e where e.saga_id = p.id order by version desc limit 1) <> p.state
            """);
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }

    public Task SendAsync<T>(T message)
        where T : class => Dispatcher.SendAsync(message, Cancellation);

    public async Task<ParcelSaga> FindAsync(string id) =>
        await Reader.FindAsync(id, Cancellation) ?? throw new InvalidOperationException($"There is no parcel {id}.");

    public async Task RunLifeCycleAsync(string id)
    {
        await SendAsync(new SendParcel(id, "Alice", Morning));
        await SendAsync(new ParcelPacked(id, Morning.AddMinutes(1)));
        await SendAsync(new ParcelShipped(id, "post"));
        await SendAsync(new ParcelDelivered(id, Morning.AddMinutes(3)));
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();
}
