namespace Settlement.Benchmarks.Chaos.Faults;

/// <summary>kill -9 of the etcd node that leads; the other two elect another, and the killed one comes back two seconds later.</summary>
internal sealed class KillEtcdLeader : IFault
{
    private static readonly TimeSpan Absence = TimeSpan.FromSeconds(2);

    public string Name => "kill etcd leader";

    public bool IsPossible(ChaosSystem system) => system.Servers.Etcd is not null;

    public async Task InjectAsync(ChaosSystem system, Random random)
    {
        var leader = await system.Servers.Etcd!.KillLeaderAsync();
        await Task.Delay(Absence);
        system.Servers.Etcd.StartNode(leader);
    }
}
