namespace Settlement.Benchmarks.Chaos;

/// <summary>One thing that can go wrong. A round injects it under traffic, heals it, and asks how long the system took to work again.</summary>
internal interface IFault
{
    string Name { get; }

    /// <summary>Whether this machine and this deployment can have it.</summary>
    bool IsPossible(ChaosSystem system);

    /// <summary>Nothing can settle before the fault ends, whatever the system does: recovery counts from there.</summary>
    bool CountsFromEnd => false;

    /// <summary>Makes it happen, lets it last, and ends it. What was killed is started again by the round.</summary>
    Task InjectAsync(ChaosSystem system, Random random);
}
