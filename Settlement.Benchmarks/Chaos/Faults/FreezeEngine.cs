using Settlement.Engine.Leadership;

namespace Settlement.Benchmarks.Chaos.Faults;

/// <summary>
/// SIGSTOP of the engine that plans, for as long as is asked for: it wakes up believing that it still has its leases, and its fences say otherwise.
/// </summary>
internal sealed class FreezeEngine(TimeSpan length) : IFault
{
    public string Name => "freeze engine";

    public bool IsPossible(ChaosSystem system) => OperatingSystem.IsLinux();

    public async Task InjectAsync(ChaosSystem system, Random random)
    {
        var holder = await system.FindHolderAsync(Duties.Planning) ?? random.Next(ChaosSystem.Engines);
        var engine = system.EngineOf(holder).ProcessId;
        await Signal.SendAsync(Signal.Stop, engine);
        try
        {
            await Task.Delay(length);
        }
        finally
        {
            await Signal.SendAsync(Signal.Continue, engine);
        }
    }
}
