using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Settlement.Engine.Intake;
using Settlement.Engine.Intake.Idempotency;
using Settlement.Tests.Servers;

namespace Settlement.Tests.Redis;

public sealed class PostgresIdempotencyTests(PostgresServer postgres) : IdempotencyContract
{
    protected override async Task<StoreWorld> OpenAsync()
    {
        var database = await postgres.CreateDatabaseAsync();
        var store = new PostgresIdempotencyStore(
            database.HotDataSource, Options.Create(new IntakeOptions()), TimeProvider.System, NullLogger<PostgresIdempotencyStore>.Instance);
        return new StoreWorld(store, async () =>
        {
            await store.DisposeAsync();
            await database.DisposeAsync();
        });
    }
}
