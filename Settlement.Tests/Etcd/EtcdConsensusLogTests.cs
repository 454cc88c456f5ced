using Settlement.Benchmarks.Chaos;
using Settlement.Engine.Etcd;
using Settlement.Engine.Leadership;
using Settlement.Engine.Matching;
using Settlement.Tests.Matching;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Etcd;

public sealed class EtcdConsensusLogTests(PostgresServer postgres, EtcdServers servers) : ConsensusLogContract, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly List<EtcdClient> _clients = [];
    private readonly CancellationTokenSource _stop = new();
    private TestDatabase _database = null!;
    private EtcdOptions _place = null!;
    private Task _audit = Task.CompletedTask;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _place = await servers.CreatePlaceAsync();
        _database = await postgres.CreateDatabaseAsync();
        _audit = FollowAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(_stop, _audit);
        _clients.ForEach(client => client.Dispose());
        await _database.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task Decisions_made_while_nobody_recorded_them_are_recorded_later()
    {
        var log = await EngineAsync();
        await log.FixAsync("one", [1], Cancellation);
        await DecisionsAsync(1);
        await StopAsync(_stop, _audit);

        await log.FixManyAsync([.. Enumerable.Range(0, 130).Select(i => new KeyValuePair<string, byte[]>($"unseen/{i}", [1]))], Cancellation);
        var resumed = new CancellationTokenSource();
        var audit = new EtcdDecisionAudit(NewClient(), _database.DataSource, TimeProvider.System).FollowAsync(resumed.Token);

        Assert.Equal(131, (await DecisionsAsync(131)).Count);
        await StopAsync(resumed, audit);
        resumed.Dispose();
    }

    [Fact]
    public async Task A_log_that_nobody_can_reach_says_so_in_time()
    {
        using var client = EtcdServers.Client(new EtcdOptions
        {
            Endpoints = "http://127.0.0.1:1,http://127.0.0.1:2", RequestTimeoutMilliseconds = 100, CallTimeoutMilliseconds = 400,
        });
        var log = new EtcdConsensusLog(client, new EngineIdentity(), TimeProvider.System);

        await Assert.ThrowsAsync<EtcdUnavailableException>(() => log.FixAsync("k", [1], Cancellation).WaitAsync(Patience, Cancellation));
    }

    [Fact]
    public async Task A_member_that_is_gone_is_passed_over()
    {
        _place.Endpoints = "http://127.0.0.1:1," + _place.Endpoints;
        var log = new EtcdConsensusLog(NewClient(), new EngineIdentity(), TimeProvider.System);

        Assert.Equal([5], await log.FixAsync("passed", [5], Cancellation));
    }

    protected override Task<IConsensusLog> EngineAsync() =>
        Task.FromResult<IConsensusLog>(new EtcdConsensusLog(NewClient(), new EngineIdentity(), TimeProvider.System));

    protected override async Task<IReadOnlyList<string>> DecisionsAsync(int atLeast)
    {
        string[] decisions = [];
        await Deadline.UntilAsync(
            async () =>
            {
                await using var command = _database.DataSource.CreateCommand("select array(select concat_ws(' ', key, lease, token) from consensus_decisions order by key)");
                decisions = (string[])(await command.ExecuteScalarAsync(Cancellation))!;
                return decisions.Length >= atLeast;
            },
            Patience, () => $"{decisions.Length} of {atLeast} decisions are recorded; {_audit.Exception}");
        return decisions;
    }

    private static async Task StopAsync(CancellationTokenSource stop, Task following)
    {
        await stop.CancelAsync();
        await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>As where PostgreSQL keeps the leases: etcd hears of a term by its first write.</summary>
    protected override Task RaiseAsync(string lease, long token) => Task.CompletedTask;

    private EtcdClient NewClient()
    {
        lock (_clients)
        {
            _clients.Add(EtcdServers.Client(_place));
            return _clients[^1];
        }
    }

    private async Task FollowAsync()
    {
        var audit = new EtcdDecisionAudit(NewClient(), _database.DataSource, TimeProvider.System);
        while (!_stop.IsCancellationRequested)
        {
            await audit.FollowAsync(_stop.Token);
        }
    }
}
