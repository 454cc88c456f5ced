using Settlement.Engine.Etcd;
using Settlement.Engine.Leadership;
using Settlement.Tests.Leadership;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Etcd;

public sealed class EtcdLeasesTests(EtcdServers servers) : LeaseContract, IAsyncLifetime
{
    private readonly List<EtcdClient> _clients = [];
    private EtcdOptions _place = null!;

    public async ValueTask InitializeAsync() => _place = await servers.CreatePlaceAsync();

    public ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        return ValueTask.CompletedTask;
    }

    protected override Task<ILeases> EngineAsync()
    {
        lock (_clients)
        {
            _clients.Add(EtcdServers.Client(_place));
            return Task.FromResult<ILeases>(new EtcdLeases(_clients[^1], TimeProvider.System));
        }
    }
}
