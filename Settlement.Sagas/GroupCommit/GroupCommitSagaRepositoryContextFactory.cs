using MassTransit;
using MassTransit.Middleware;
using MassTransit.Saga;

namespace Settlement.Sagas.GroupCommit;

/// <summary>Opens the repository for one message.</summary>
internal sealed class GroupCommitSagaRepositoryContextFactory<TSaga>(
    GroupCommitRepository<TSaga> repository, ISagaConsumeContextFactory<GroupCommitRepository<TSaga>, TSaga> contexts)
    : ISagaRepositoryContextFactory<TSaga>, ILoadSagaRepositoryContextFactory<TSaga>
    where TSaga : class, ISettlementSaga, new()
{
    public async Task Send<T>(ConsumeContext<T> context, IPipe<SagaRepositoryContext<TSaga, T>> next)
        where T : class
    {
        var scope = new GroupCommitSagaRepositoryContext<TSaga, T>(repository, context, contexts);
        try
        {
            await next.Send(scope);
        }
        catch (Exception exception) when (exception is not SagaConcurrencyException && scope.CameFromCache)
        {
            // The machine refused the message on a snapshot out of memory; if that was stale, the refusal does not count.
            await scope.ThrowIfStaleAsync();
            throw;
        }
    }

    public Task SendQuery<T>(ConsumeContext<T> context, ISagaQuery<TSaga> query, IPipe<SagaRepositoryQueryContext<TSaga, T>> next)
        where T : class => throw new NotSupportedException("Sagas are correlated by id only: an id derives from the business key.");

    public Task<T> Execute<T>(Func<LoadSagaRepositoryContext<TSaga>, Task<T>> asyncMethod, CancellationToken cancellationToken = default)
        where T : class => asyncMethod(new LoadContext(repository, cancellationToken));

    public void Probe(ProbeContext context) => context.Add("persistence", "group-commit");

    private sealed class LoadContext(GroupCommitRepository<TSaga> repository, CancellationToken cancellationToken)
        : BasePipeContext(cancellationToken), LoadSagaRepositoryContext<TSaga>
    {
        // MassTransit declares a saga that is not there as a null that its annotations do not show.
        public Task<TSaga> Load(Guid correlationId) => repository.Committer.LoadAsync(correlationId, CancellationToken)!;
    }
}
