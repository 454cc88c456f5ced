using Settlement.Api.Host;
using Settlement.Tests.Servers;

namespace Settlement.Tests.EndToEnd;

/// <summary>
/// Tuesday, 24 November 2026, 09:00 UTC, with a database of its own: what outlives a host. Several hosts may live on it, one after the
/// other or side by side; each seeds the demo community if it is not there yet.
/// </summary>
internal sealed class SettlementDay : IAsyncDisposable
{
    public static readonly DateTimeOffset Morning = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _keys = new("settlement-end-to-end");

    private SettlementDay(TestDatabase database) => Database = database;

    public TestDatabase Database { get; }

    public ShiftedClock Clock { get; } = new(Morning);

    public static async Task<SettlementDay> BeginAsync(PostgresServer server) => new(await server.CreateDatabaseAsync());

    public Task<RunningHost> StartHostAsync(params (string Key, string Value)[] settings) => RunningHost.StartAsync(
        Database, Clock, [("Reference:Seed", "Demo"), ("Matching:KeyFolder", _keys.Path), .. settings]);

    /// <summary>A host that takes requests and leaves the work to another.</summary>
    public Task<RunningHost> StartApiAsync(params (string Key, string Value)[] settings) => StartAsync(HostRoles.Api, settings);

    /// <summary>A host that does only some of the work.</summary>
    public Task<RunningHost> StartAsync(HostRoles roles, params (string Key, string Value)[] settings) => RunningHost.StartAsync(
        Database, Clock, [("Reference:Seed", "Demo"), ("Matching:KeyFolder", _keys.Path), .. settings], roles);

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Database.OwnerDataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first column of the first row.</summary>
    public async Task<T> QueryAsync<T>(string sql)
    {
        await using var command = Database.OwnerDataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        _keys.Dispose();
    }
}
