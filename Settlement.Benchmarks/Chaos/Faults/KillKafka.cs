namespace Settlement.Benchmarks.Chaos.Faults;

/// <summary>kill -9 of the only Kafka broker: payments are answered 503 until it is there again, and what it had acknowledged it still has.</summary>
internal sealed class KillKafka : IFault
{
    public string Name => "kill Kafka broker";

    /// <summary>The log itself is away: from the broker's return.</summary>
    public bool CountsFromEnd => true;

    public bool IsPossible(ChaosSystem system) => system.Servers.Kafka is not null;

    public async Task InjectAsync(ChaosSystem system, Random random)
    {
        await system.Servers.Kafka!.KillAsync();
        await system.Servers.Kafka.StartAgainAsync();
    }
}
