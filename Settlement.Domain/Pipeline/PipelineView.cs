namespace Settlement.Domain.Pipeline;

/// <param name="At">When this was counted, UTC: all of it at one moment, and where much is open up to ten times as long ago as counting took.</param>
/// <param name="IntakePosition">The last position of the intake log.</param>
/// <param name="EnginePosition">Up to where the engine has handled it; may trail by a fraction of a second.</param>
/// <param name="Transactions">Open transactions by state.</param>
/// <param name="Batches">Open batches by state.</param>
/// <param name="Windows">Windows that are not reported yet, by state.</param>
public sealed record PipelineView(
    DateTimeOffset At, long IntakePosition, long EnginePosition, IReadOnlyDictionary<string, long> Transactions, IReadOnlyDictionary<string, long> Batches,
    IReadOnlyDictionary<string, long> Windows);
