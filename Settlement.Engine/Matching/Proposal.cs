using Settlement.Domain.Batches;

namespace Settlement.Engine.Matching;

/// <summary>What the consensus log fixes first: the hash that may be signed in this round, and who may sign.</summary>
/// <param name="Parties">Every participant that a payment, position or wire of the batch names, in ordinal order.</param>
public sealed record Proposal(string BatchId, int Round, string PlanHash, IReadOnlyList<string> Parties, DateTimeOffset At)
{
    public static Proposal Of(PlannedBatch batch, DateTimeOffset at)
    {
        var parties = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var payment in batch.Payments)
        {
            parties.Add(payment.Debtor);
            parties.Add(payment.Creditor);
        }

        foreach (var position in batch.Positions)
        {
            parties.Add(position.Participant);
        }

        foreach (var wire in batch.Wires)
        {
            parties.Add(wire.Debtor);
            parties.Add(wire.Creditor);
        }

        parties.Remove(PlannedWire.SystemParty);
        return new Proposal(batch.BatchId, batch.Round, batch.Hash, [.. parties], at);
    }
}
