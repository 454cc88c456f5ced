using MassTransit;
using MassTransit.Middleware;
using MassTransit.Saga;

namespace Settlement.Sagas.GroupCommit;

/// <summary>Opens the repository for one message, and again when another message changed the saga meanwhile.</summary>
internal sealed class GroupCommitSagaRepositoryContextFactory<TSaga>(GroupCommitRepository<TSaga> repository)
    : ISagaRepositoryContextFactory<TSaga>, ILoadSagaRepositoryContextFactory<TSaga>
    where TSaga : class, ISettlementSaga, new()
{
    private readonly SagaConsumeContextFactory<GroupCommitRepository<TSaga>, TSaga> _contexts = new();

    public async Task Send<T>(ConsumeContext<T> context, IPipe<SagaRepositoryContext<TSaga, T>> next)
        where T : class
    {
        for (var attempt = 0; ; attempt++)
        {
            var scope = new GroupCommitSagaRepositoryContext<TSaga, T>(repository, context, _contexts, isFirstAttempt: attempt == 0);
            try
            {
                await SendOnceAsync(scope, next);
                return;
            }
            catch (SagaConcurrencyException) when (attempt < repository.ConcurrencyRetries)
            {
                // The machine decides again, on a fresh load.
            }
        }
    }

    public Task SendQuery<T>(ConsumeContext<T> context, ISagaQuery<TSaga> query, IPipe<SagaRepositoryQueryContext<TSaga, T>> next)
        where T : class => throw new NotSupportedException("Sagas are correlated by id only: an id derives from the business key.");

    public Task<T> Execute<T>(Func<LoadSagaRepositoryContext<TSaga>, Task<T>> asyncMethod, CancellationToken cancellationToken = default)
        where T : class => asyncMethod(new LoadContext(repository, cancellationToken));

    public void Probe(ProbeContext context) => context.Add("persistence", "group-commit");

    private static async Task SendOnceAsync<T>(GroupCommitSagaRepositoryContext<TSaga, T> scope, IPipe<SagaRepositoryContext<TSaga, T>> next)
        where T : class
    {
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

    private sealed class LoadContext(GroupCommitRepository<TSaga> repository, CancellationToken cancellationToken)
        : BasePipeContext(cancellationToken), LoadSagaRepositoryContext<TSaga>
    {
        // MassTransit declares a saga that is not there as a null that its annotations do not show.
        public Task<TSaga> Load(Guid correlationId) => repository.Committer.LoadAsync(correlationId, CancellationToken)!;
    }
}
