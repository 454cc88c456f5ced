using MassTransit;

namespace Settlement.Sagas.GroupCommit;

/// <summary>
/// A saga that the group-commit repository stores: one row of its machine's table and one row of saga_events per change.
/// The repository owns <see cref="ISagaVersion.Version"/>, <see cref="CreatedAt"/> and <see cref="UpdatedAt"/>; a state machine only fills its own columns.
/// </summary>
public interface ISettlementSaga : SagaStateMachineInstance, ISagaVersion
{
    /// <summary>The state's name, as the machine declares it.</summary>
    string CurrentState { get; set; }

    /// <summary>The business id that <see cref="ISaga.CorrelationId"/> is derived from, e.g. the transaction id.</summary>
    string Key { get; }

    /// <summary>Time of the first event, UTC, whole microseconds.</summary>
    DateTimeOffset CreatedAt { get; set; }

    /// <summary>Time of the last event, UTC, whole microseconds.</summary>
    DateTimeOffset UpdatedAt { get; set; }

    /// <summary>A copy that shares nothing mutable with this instance.</summary>
    ISettlementSaga Clone();
}
