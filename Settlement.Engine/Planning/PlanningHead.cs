using Settlement.Domain.Batches;

namespace Settlement.Engine.Planning;

/// <summary>What a planner must have read before it plans: the head's version, and what open batches have reserved since.</summary>
/// <param name="Version">Storing a plan succeeds only while this is still the head.</param>
public sealed record PlanningHead(long Version, IReadOnlyDictionary<(string Participant, string Currency), long> ReservedMinor)
{
    public long Reserved(string participant, string currency) => ReservedMinor.GetValueOrDefault((participant, currency));
}

/// <summary>A batch round as it is stored.</summary>
/// <param name="PlanId">The plan that it came from.</param>
/// <param name="Removed">What this round left out of the one before.</param>
public sealed record StoredBatch(
    string PlanId, string WindowId, SettlementMode Mode, PlannedBatch Batch, IReadOnlyList<RemovedPayment> Removed);

/// <summary>A stored plan with its batches' first rounds.</summary>
public sealed record StoredPlan(string PlanId, string WindowId, BatchPlan Plan);
