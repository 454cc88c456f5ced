using MassTransit;
using Microsoft.Extensions.Options;

namespace Settlement.Sagas.GroupCommit;

/// <summary>What the messages of one machine share.</summary>
internal sealed class GroupCommitRepository<TSaga>(
    SagaTable<TSaga> table, GroupCommitter<TSaga> committer, SagaStateMachine<TSaga> machine, TimeProvider clock, IOptions<GroupCommitOptions> options)
    where TSaga : class, ISettlementSaga, new()
{
    private readonly HashSet<Type> _initiating =
        [.. machine.NextEvents(machine.Initial).Select(static @event => @event.GetType().GetGenericArguments() is [var message] ? message : null).OfType<Type>()];

    public SagaTable<TSaga> Table { get; } = table;

    public GroupCommitter<TSaga> Committer { get; } = committer;

    public TimeProvider Clock { get; } = clock;

    public int ConcurrencyRetries { get; } = options.Value.ConcurrencyRetries;

    /// <summary>Whether the machine creates a saga on this message.</summary>
    public bool Creates(Type message) => _initiating.Contains(message);
}
