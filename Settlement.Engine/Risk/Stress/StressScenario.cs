namespace Settlement.Engine.Risk.Stress;

/// <summary>What is assumed to happen now.</summary>
public abstract record StressScenario
{
    private StressScenario()
    {
    }

    /// <summary>A participant can pay nothing any more; null: the one that owes the others most, net, in the reporting currency.</summary>
    public sealed record DebtorFails(string? Participant) : StressScenario;

    /// <summary>Nothing settles in a currency any more today; null: the one with the most unsettled value.</summary>
    public sealed record CurrencyCloses(string? Currency) : StressScenario;

    /// <summary>The price of a currency in all others moves; null: every currency against the reporting one.</summary>
    /// <param name="BasisPoints">Of its value: -500 is five percent down.</param>
    public sealed record RatesMove(string? Currency, int BasisPoints) : StressScenario;
}
