using MassTransit;
using MassTransit.Saga;
using Settlement.Sagas.Transactions;

namespace Settlement.Benchmarks.Sagas.OneCommitPerMessage;

/// <summary>Opens a transaction for a message and commits it when the machine has acted.</summary>
internal sealed class OneCommitRepositoryContextFactory(
    OneCommitDatabase database, ISagaConsumeContextFactory<TransactionScope, TransactionSaga> contexts, TimeProvider clock)
    : ISagaRepositoryContextFactory<TransactionSaga>
{
    public async Task Send<T>(ConsumeContext<T> context, IPipe<SagaRepositoryContext<TransactionSaga, T>> next)
        where T : class
    {
        await using var scope = await database.OpenAsync(context.CancellationToken);
        await next.Send(new OneCommitRepositoryContext<T>(scope, context, contexts, clock));
        await scope.CommitAsync(context.CancellationToken);
    }

    public Task SendQuery<T>(
        ConsumeContext<T> context, ISagaQuery<TransactionSaga> query, IPipe<SagaRepositoryQueryContext<TransactionSaga, T>> next)
        where T : class => throw new NotSupportedException("The bench correlates by id.");

    public void Probe(ProbeContext context) => context.Add("persistence", "one-commit-per-message");
}
