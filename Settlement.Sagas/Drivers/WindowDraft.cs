using Settlement.Domain.Batches;

namespace Settlement.Sagas.Drivers;

/// <summary>A window's plan before it is stored.</summary>
/// <param name="Number">Of the window's drafts; the first is 1.</param>
/// <param name="Waiting">The payments that it was made of; null where the window's plan is stored already.</param>
public sealed record WindowDraft(string WindowId, int Number, IReadOnlyList<Candidate>? Waiting, BatchPlan Plan);
