using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Settlement.Sagas;
using Settlement.Sagas.Batches;
using Settlement.Sagas.GroupCommit;
using Settlement.Sagas.Transactions;
using Settlement.Sagas.Windows;
using Settlement.Tests.Servers;

namespace Settlement.Tests.Sagas.Machines;

/// <summary>The product's three machines on a database of the test's own.</summary>
internal sealed class SagaService : IAsyncDisposable
{
    private readonly TestDatabase database;
    private readonly ServiceProvider provider;

    private SagaService(TestDatabase database, ServiceProvider provider)
    {
        this.database = database;
        this.provider = provider;
    }

    public ISagaDispatcher Sagas => provider.GetRequiredService<ISagaDispatcher>();

    public static async Task<SagaService> StartAsync(PostgresServer server)
    {
        var database = await server.CreateDatabaseAsync();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSagas(_ => database.HotDataSource);
        return new SagaService(database, services.BuildServiceProvider());
    }

    public Task<TransactionSaga?> TransactionAsync(string id) => Reader<TransactionSaga>().FindAsync(id, CancellationToken.None);

    public Task<BatchSaga?> BatchAsync(string id) => Reader<BatchSaga>().FindAsync(id, CancellationToken.None);

    public Task<WindowSaga?> WindowAsync(string id) => Reader<WindowSaga>().FindAsync(id, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await provider.DisposeAsync();
        await database.DisposeAsync();
    }

    private ISagaReader<T> Reader<T>()
        where T : class, ISettlementSaga => provider.GetRequiredService<ISagaReader<T>>();
}
