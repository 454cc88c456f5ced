using MassTransit;
using MassTransit.Context;
using MassTransit.Saga;

namespace Settlement.Sagas.GroupCommit;

/// <summary>
/// One message's view of its saga: loads it (out of memory, if it can), lets the machine act, and completes when the change is committed together
/// with its event. What the machine decided on a cached snapshot is always checked: a change by its version, no change by a look at the row.
/// </summary>
internal sealed class GroupCommitSagaRepositoryContext<TSaga, TMessage>(
    GroupCommitRepository<TSaga> repository,
    ConsumeContext<TMessage> context,
    ISagaConsumeContextFactory<GroupCommitRepository<TSaga>, TSaga> contexts,
    bool isFirstAttempt)
    : ConsumeContextScope<TMessage>(context), SagaRepositoryContext<TSaga, TMessage>
    where TSaga : class, ISettlementSaga, new()
    where TMessage : class
{
    private const string Initial = "Initial";

    private readonly ConsumeContext<TMessage> _context = context;
    private TSaga? _before;

    public bool CameFromCache { get; private set; }

    public Task<SagaConsumeContext<TSaga, TMessage>> Add(TSaga instance) =>
        contexts.CreateSagaConsumeContext(repository, _context, instance, SagaConsumeContextMode.Add);

    /// <summary>Null, by MassTransit's contract, means "not inserted, load it": inserting before the event ran would be a second commit.</summary>
    public Task<SagaConsumeContext<TSaga, TMessage>> Insert(TSaga instance) => Task.FromResult<SagaConsumeContext<TSaga, TMessage>>(null!);

    /// <exception cref="SagaNotFoundException">There is none and the message does not create one.</exception>
    public async Task<SagaConsumeContext<TSaga, TMessage>> Load(Guid correlationId)
    {
        var creates = repository.Creates(typeof(TMessage));
        var saga = isFirstAttempt ? repository.Committer.Cached(correlationId) : null;
        CameFromCache = saga is not null;
        if (saga is null && creates && isFirstAttempt)
        {
            return null!; // most likely new, so no SELECT: if it is not, the insert loses and the second attempt loads
        }

        saga ??= await repository.Committer.LoadAsync(correlationId, CancellationToken);
        if (saga is null)
        {
            return creates ? null! : throw new SagaNotFoundException(typeof(TSaga), typeof(TMessage), correlationId);
        }

        _before = saga;
        return await contexts.CreateSagaConsumeContext(repository, _context, (TSaga)saga.Clone(), SagaConsumeContextMode.Load);
    }

    public Task Save(SagaConsumeContext<TSaga> context) => WriteAsync(context.Saga, Initial);

    public Task Update(SagaConsumeContext<TSaga> context)
    {
        var before = _before ?? throw new InvalidOperationException("Update without a load.");
        if (repository.Table.HasChanged(before, context.Saga))
        {
            return WriteAsync(context.Saga, before.CurrentState);
        }

        return CameFromCache ? ThrowIfStaleAsync() : Task.CompletedTask;
    }

    public Task Delete(SagaConsumeContext<TSaga> context) =>
        throw new NotSupportedException("A finished saga keeps its row: do not complete instances when they are final.");

    public Task Discard(SagaConsumeContext<TSaga> context) => Task.CompletedTask;

    public Task Undo(SagaConsumeContext<TSaga> context) => Task.CompletedTask;

    public Task<SagaConsumeContext<TSaga, T>> CreateSagaConsumeContext<T>(ConsumeContext<T> consumeContext, TSaga instance, SagaConsumeContextMode mode)
        where T : class => contexts.CreateSagaConsumeContext(repository, consumeContext, instance, mode);

    /// <summary>Fails the message if the snapshot it was decided on is no longer the saga's last version.</summary>
    public async Task ThrowIfStaleAsync()
    {
        var id = _before!.CorrelationId;
        var standing = await repository.Committer.LoadAsync(id, CancellationToken);
        if (standing?.Version != _before.Version)
        {
            repository.Committer.Forget(id);
            throw new SagaConcurrencyException("The saga was changed elsewhere", typeof(TSaga), typeof(TMessage), id);
        }
    }

    private async Task WriteAsync(TSaga saga, string fromState)
    {
        var expected = saga.Version;
        var at = SagaMessage<TMessage>.At(_context.Message, repository.Clock);
        saga.Version = expected + 1;
        saga.UpdatedAt = at;
        if (expected == 0)
        {
            saga.CreatedAt = at;
        }

        var @event = new SagaEvent(
            SagaMessage<TMessage>.Name, fromState, at, _context.MessageId ?? Guid.Empty, SagaMessage<TMessage>.Payload(_context.Message));
        if (!await repository.Committer.WriteAsync(new SagaWrite<TSaga>(saga.CorrelationId, saga, expected, @event), CancellationToken))
        {
            var what = expected == 0 ? "The saga exists already" : "The saga was changed by another message";
            throw new SagaConcurrencyException(what, typeof(TSaga), typeof(TMessage), saga.CorrelationId);
        }
    }
}
