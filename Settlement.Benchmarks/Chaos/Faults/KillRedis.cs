namespace Settlement.Benchmarks.Chaos.Faults;

/// <summary>kill -9 of Redis: payments go on without it, the database decides, and it comes back two seconds later.</summary>
internal sealed class KillRedis : IFault
{
    private static readonly TimeSpan Absence = TimeSpan.FromSeconds(2);

    public string Name => "kill Redis";

    public bool IsPossible(ChaosSystem system) => system.Servers.Redis is not null;

    public async Task InjectAsync(ChaosSystem system, Random random)
    {
        await system.Servers.Redis!.KillAsync();
        await Task.Delay(Absence);
        await system.Servers.Redis.StartAgainAsync();
    }
}
