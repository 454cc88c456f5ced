namespace Settlement.Sagas.GroupCommit;

/// <summary>One saga to be read by a shared SELECT; completes with the saga, or null when there is none.</summary>
internal sealed class SagaLoad<TSaga>(Guid id) : TaskCompletionSource<TSaga?>(TaskCreationOptions.RunContinuationsAsynchronously)
    where TSaga : class
{
    public Guid Id { get; } = id;

    public TSaga? Result { get; set; }
}
