using Settlement.Domain.Batches;

namespace Settlement.Engine.Matching;

/// <summary>What is put before every party: the batch, the hash that was fixed as the proposal, and the party's own view to hold against it.</summary>
/// <param name="RecomputedHash">The hash of <paramref name="Batch"/> as computed from its content, not as the batch claims it.</param>
/// <param name="Seen">The payments as the intake log holds them, by transaction id.</param>
/// <param name="Moved">What earlier rounds have moved already; empty in round 1.</param>
public sealed record PartyCase(
    PlannedBatch Batch,
    string ProposalHash,
    string RecomputedHash,
    IReadOnlyDictionary<string, SeenPayment> Seen,
    IReadOnlyList<NetPosition> Moved);
