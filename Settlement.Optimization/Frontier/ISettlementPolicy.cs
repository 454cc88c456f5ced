using Settlement.Domain.Batches;

namespace Settlement.Optimization.Frontier;

/// <summary>Decides at certain minutes which of the waiting payments settle.</summary>
internal interface ISettlementPolicy
{
    string Name { get; }

    /// <param name="minute">0 to the day's length: what arrived until then waits.</param>
    bool ActsAt(int minute, int dayLength);

    /// <summary>Settles what it may, on the balances, and says what that took.</summary>
    /// <param name="waiting">In order of arrival.</param>
    SettledRound Act(PaymentDay day, IReadOnlyList<Candidate> waiting, DayBalances balances);
}

/// <param name="Cost">Wires and spread.</param>
internal sealed record SettledRound(IReadOnlyCollection<Candidate> Settled, Cost Cost, int Wires);
