using Settlement.Engine.Leadership;

namespace Settlement.Sagas.GroupCommit;

/// <summary>
/// One saga's change on its way into a shared commit; completes with whether it won, after that commit, and its message goes on at once on the writer's thread.
/// </summary>
internal sealed class SagaWrite<TSaga>(Guid id, TSaga saga, int expectedVersion, SagaEvent @event) : TaskCompletionSource<bool>
{
    public Guid Id { get; } = id;

    public TSaga Saga { get; } = saga;

    /// <summary>The version that the row must still have; 0 for a saga that must not exist yet.</summary>
    public int ExpectedVersion { get; } = expectedVersion;

    public SagaEvent Event { get; } = @event;

    public bool IsInsert => ExpectedVersion == 0;

    /// <summary>The term that the change is made under, of the flow that sent the message; null outside every term.</summary>
    public Fence? Fence { get; } = FenceScope.Current;

    /// <summary>Set by the store, published only after the commit.</summary>
    public bool Won { get; set; }
}
