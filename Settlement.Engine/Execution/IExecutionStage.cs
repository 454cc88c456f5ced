using Settlement.Domain.Batches;

namespace Settlement.Engine.Execution;

/// <summary>
/// Moves a matched batch's funds: every pay-in, then every pay-out, each wire with its own idempotent id. Called again after a crash
/// it inquires about what was sent before it sends anything.
/// </summary>
public interface IExecutionStage
{
    /// <summary>Stores the round's wires if they are not stored yet and drives them until all are confirmed, one finally failed, or all that is left must wait.</summary>
    Task<ExecutionResult> ExecuteAsync(PlannedBatch batch, CancellationToken cancellationToken);

    /// <summary>What the confirmed wires of all rounds of a batch have moved so far, net per participant and currency, and the wires themselves.</summary>
    Task<IReadOnlyList<PlannedWire>> ConfirmedWiresAsync(string batchId, CancellationToken cancellationToken);
}

public enum ExecutionOutcome
{
    /// <summary>Every wire of the round is confirmed.</summary>
    Completed,

    /// <summary>Some wire is finally refused; no wire of the round is in doubt any more.</summary>
    PartyFailed,

    /// <summary>Wires are in doubt or wait for their next try; call again at <see cref="ExecutionResult.RetryAt"/>.</summary>
    Waiting,
}

public sealed record ExecutionResult(ExecutionOutcome Outcome, IReadOnlyList<FailedWire> Failed, DateTimeOffset? RetryAt);

/// <param name="Participant">The participant whose side failed: the debtor of a pay-in, the creditor of a pay-out.</param>
public sealed record FailedWire(PlannedWire Wire, string Participant, string Code, string Reason);
