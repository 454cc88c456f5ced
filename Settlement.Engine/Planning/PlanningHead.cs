using Settlement.Domain.Batches;

namespace Settlement.Engine.Planning;

/// <summary>What a planner must have read before it plans: the head's version, what open batches have reserved since, and how much of its caps each side has used.</summary>
/// <param name="Version">Storing a plan succeeds only while this is still the head.</param>
/// <param name="At">When it was read: it decides the settlement day of what is planned on it.</param>
/// <param name="NetDebitMinor">
/// For the sides that were asked for: sent less received by the day's posted wires, and all that batches may still draw on that day. Negative for a
/// net receiver.
/// </param>
public sealed record PlanningHead(
    long Version, DateTimeOffset At, IReadOnlyDictionary<(string Participant, string Currency), long> ReservedMinor,
    IReadOnlyDictionary<(string Participant, string Currency), long> NetDebitMinor)
{
    public long Reserved(string participant, string currency) => ReservedMinor.GetValueOrDefault((participant, currency));

    public long NetDebit(string participant, string currency) => NetDebitMinor.GetValueOrDefault((participant, currency));
}

/// <summary>A participant that a net debit cap limits in a currency, and the settlement day that counts.</summary>
public sealed record CappedSide(string Participant, string Currency, DateOnly Day);

/// <summary>A batch round as it is stored.</summary>
/// <param name="PlanId">The plan that it came from.</param>
/// <param name="Removed">What this round left out of the one before.</param>
public sealed record StoredBatch(
    string PlanId, string WindowId, SettlementMode Mode, PlannedBatch Batch, IReadOnlyList<RemovedPayment> Removed);

/// <summary>A stored plan with its batches' first rounds.</summary>
public sealed record StoredPlan(string PlanId, string WindowId, BatchPlan Plan);
