using Settlement.Engine.Leadership;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Leadership;

public sealed class PostgresLeasesTests(PostgresServer postgres) : LeaseContract, IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await postgres.CreateDatabaseAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    protected override Task<ILeases> EngineAsync() => Task.FromResult<ILeases>(new PostgresLeases(_database.DataSource, TimeProvider.System));
}
