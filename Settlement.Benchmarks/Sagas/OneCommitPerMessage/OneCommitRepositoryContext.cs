using System.Text.Json;
using MassTransit;
using MassTransit.Context;
using MassTransit.Saga;
using Settlement.Sagas.Transactions;

namespace Settlement.Benchmarks.Sagas.OneCommitPerMessage;

/// <summary>One message's view of its saga within its own transaction.</summary>
internal sealed class OneCommitRepositoryContext<TMessage>(
    TransactionScope scope,
    ConsumeContext<TMessage> context,
    ISagaConsumeContextFactory<TransactionScope, TransactionSaga> contexts,
    TimeProvider clock)
    : ConsumeContextScope<TMessage>(context), SagaRepositoryContext<TransactionSaga, TMessage>
    where TMessage : class
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly ConsumeContext<TMessage> _context = context;
    private string _from = "Initial";

    public Task<SagaConsumeContext<TransactionSaga, TMessage>> Add(TransactionSaga instance) =>
        contexts.CreateSagaConsumeContext(scope, _context, instance, SagaConsumeContextMode.Add);

    public Task<SagaConsumeContext<TransactionSaga, TMessage>> Insert(TransactionSaga instance) =>
        Task.FromResult<SagaConsumeContext<TransactionSaga, TMessage>>(null!);

    public async Task<SagaConsumeContext<TransactionSaga, TMessage>> Load(Guid correlationId)
    {
        var saga = await scope.LoadAsync(correlationId, CancellationToken);
        if (saga is null)
        {
            return null!;
        }

        _from = saga.CurrentState;
        return await contexts.CreateSagaConsumeContext(scope, _context, saga, SagaConsumeContextMode.Load);
    }

    public Task Save(SagaConsumeContext<TransactionSaga> context) => StoreAsync(context.Saga);

    public Task Update(SagaConsumeContext<TransactionSaga> context) => StoreAsync(context.Saga);

    public Task Delete(SagaConsumeContext<TransactionSaga> context) => throw new NotSupportedException("The bench keeps its sagas.");

    public Task Discard(SagaConsumeContext<TransactionSaga> context) => Task.CompletedTask;

    public Task Undo(SagaConsumeContext<TransactionSaga> context) => Task.CompletedTask;

    public Task<SagaConsumeContext<TransactionSaga, T>> CreateSagaConsumeContext<T>(
        ConsumeContext<T> consumeContext, TransactionSaga instance, SagaConsumeContextMode mode)
        where T : class => contexts.CreateSagaConsumeContext(scope, consumeContext, instance, mode);

    private Task StoreAsync(TransactionSaga saga)
    {
        saga.Version++;
        saga.UpdatedAt = clock.GetUtcNow();
        if (saga.Version == 1)
        {
            saga.CreatedAt = saga.UpdatedAt;
        }

        var message = new MessageRow(
            typeof(TMessage).Name, _from, _context.MessageId ?? Guid.Empty, JsonSerializer.Serialize(_context.Message, Json));
        return scope.StoreAsync(saga, message, CancellationToken);
    }
}
