namespace Settlement.Benchmarks.Chaos.Faults;

/// <summary>kill -9 of the API that serves: clients send again, to the other one, and nothing that was answered is lost.</summary>
internal sealed class KillApi : IFault
{
    public string Name => "kill API";

    public bool IsPossible(ChaosSystem system) => true;

    public Task InjectAsync(ChaosSystem system, Random random) => system.Api.KillAsync();
}
