using Settlement.Engine.Leadership;

namespace Settlement.Benchmarks.Chaos.Faults;

/// <summary>The network between the engine that plans and etcd drops everything for a time: its leases run out, the other engine works.</summary>
internal sealed class PartitionFromEtcd(TimeSpan length) : IFault
{
    public string Name => "partition from etcd";

    public bool IsPossible(ChaosSystem system) => system.Servers.Etcd is not null;

    public async Task InjectAsync(ChaosSystem system, Random random)
    {
        var holder = await system.FindHolderAsync(Duties.Planning) ?? random.Next(ChaosSystem.Engines);
        system.Servers.Partition(holder);
        await Task.Delay(length);
        system.Servers.Reconnect(holder);
    }
}
