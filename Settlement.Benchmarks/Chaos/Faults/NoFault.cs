namespace Settlement.Benchmarks.Chaos.Faults;

/// <summary>Nothing goes wrong: how long a payment takes to settle on this machine under this traffic, beside which the others are to be read.</summary>
internal sealed class NoFault(TimeSpan length) : IFault
{
    public string Name => "none";

    public bool IsPossible(ChaosSystem system) => true;

    public Task InjectAsync(ChaosSystem system, Random random) => Task.Delay(length);
}
