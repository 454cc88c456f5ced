using MassTransit;
using Settlement.Domain;
using Settlement.Domain.Batches;

namespace Settlement.Sagas.Batches;

/// <summary>The verbs of <see cref="BatchMachine"/>: what each transition writes into the saga.</summary>
internal static class BatchVerbs
{
    /// <summary>Correlates by the business key. An event other than the first that finds no saga faults its sender.</summary>
    public static void OfBatch<T>(this IEventCorrelationConfigurator<BatchSaga, T> by)
        where T : class, IBatchMessage
    {
        by.CorrelateById(context => CorrelationIds.Batch(context.Message.BatchId));
        by.OnMissingInstance(missing => missing.Fault());
    }

    public static EventActivityBinder<BatchSaga, BatchPlanned> TakePlan(this EventActivityBinder<BatchSaga, BatchPlanned> binder) =>
        binder.Then(context =>
        {
            var (saga, message) = (context.Saga, context.Message);
            saga.BatchId = message.BatchId;
            saga.WindowId = message.WindowId;
            saga.Round = 1;
            saga.PlanHash = message.PlanHash;
            saga.Transactions = message.Transactions;
            saga.CostMinor = message.CostMinor;
            saga.NaiveCostMinor = message.NaiveCostMinor;
        });

    public static EventActivityBinder<BatchSaga, MatchingStarted> NoteRound(this EventActivityBinder<BatchSaga, MatchingStarted> binder) =>
        binder.Then(context =>
        {
            context.Saga.Round = context.Message.Round;
            context.Saga.PlanHash = context.Message.PlanHash;
        });

    public static EventActivityBinder<BatchSaga, BatchConfirmed> NoteConfirmation(this EventActivityBinder<BatchSaga, BatchConfirmed> binder) =>
        binder.Then(context =>
        {
            context.Saga.ConfirmedBy = context.Message.ConfirmedBy;
            context.Saga.ConfirmReason = context.Message.Reason;
        });

    public static EventActivityBinder<BatchSaga, BatchReplanned> TakeNextRound(this EventActivityBinder<BatchSaga, BatchReplanned> binder) =>
        binder.Then(context =>
        {
            var (saga, message) = (context.Saga, context.Message);
            saga.Round = message.Round;
            saga.PlanHash = message.PlanHash;
            saga.Transactions -= message.Removed.Count;
            saga.Reason = message.Reason;
        });

    public static EventActivityBinder<BatchSaga, BatchSettled> NoteSettlement(this EventActivityBinder<BatchSaga, BatchSettled> binder) =>
        binder.Then(context =>
        {
            context.Saga.Wires = context.Message.Wires;
            context.Saga.LedgerEntry = context.Message.LedgerEntry;
        });

    public static EventActivityBinder<BatchSaga, BatchAbandoned> NoteAbandonment(this EventActivityBinder<BatchSaga, BatchAbandoned> binder) =>
        binder.Then(context =>
        {
            context.Saga.Reason = context.Message.Reason;
        });

    public static bool IsOfThisRound(this SagaConsumeContext<BatchSaga, BatchMatched> context) => context.Saga.Round == context.Message.Round;

    public static bool IsOfThisRound(this SagaConsumeContext<BatchSaga, ExecutionStarted> context) => context.Saga.Round == context.Message.Round;

    public static bool IsOfALaterRound(this SagaConsumeContext<BatchSaga, BatchReplanned> context) => context.Message.Round > context.Saga.Round;
}
