using Settlement.Engine.Leadership;

namespace Settlement.Benchmarks.Chaos.Faults;

/// <summary>kill -9 of the engine that has a duty, chosen by chance: the other one takes over.</summary>
internal sealed class KillEngine : IFault
{
    public string Name => "kill engine";

    public bool IsPossible(ChaosSystem system) => true;

    public async Task InjectAsync(ChaosSystem system, Random random)
    {
        var duties = Duties.Single;
        var holder = await system.FindHolderAsync(duties[random.Next(duties.Count)]) ?? random.Next(ChaosSystem.Engines);
        await system.EngineOf(holder).KillAsync();
    }
}
