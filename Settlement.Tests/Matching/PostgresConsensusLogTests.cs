using Settlement.Engine.Leadership;
using Settlement.Engine.Matching;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Matching;

public sealed class PostgresConsensusLogTests(PostgresServer postgres) : ConsensusLogContract, IAsyncLifetime
{
    private TestDatabase _database = null!;

    public async ValueTask InitializeAsync() => _database = await postgres.CreateDatabaseAsync();

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    protected override Task<IConsensusLog> EngineAsync() =>
        Task.FromResult<IConsensusLog>(new PostgresConsensusLog(_database.HotDataSource, new EngineIdentity(), TimeProvider.System));

    protected override async Task<IReadOnlyList<string>> DecisionsAsync(int atLeast)
    {
        await using var command = _database.DataSource.CreateCommand("select array(select concat_ws(' ', key, lease, token) from consensus_decisions order by key)");
        return (string[])(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    protected override async Task RaiseAsync(string lease, long token) =>
        Assert.True(await new FenceStore(_database.DataSource).RaiseAsync(new Lease(lease, "engine", token), TestContext.Current.CancellationToken));
}
