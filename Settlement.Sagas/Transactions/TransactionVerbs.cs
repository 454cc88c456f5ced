using System.Text.Json;
using MassTransit;
using Settlement.Domain;
using Settlement.Domain.Transactions;

namespace Settlement.Sagas.Transactions;

/// <summary>The verbs of <see cref="TransactionMachine"/>: what each transition writes into the saga.</summary>
internal static class TransactionVerbs
{
    /// <summary>Correlates by the business key. An event other than the first that finds no saga faults its sender.</summary>
    public static void OfTransaction<T>(this IEventCorrelationConfigurator<TransactionSaga, T> by)
        where T : class, ITransactionMessage
    {
        by.CorrelateById(context => CorrelationIds.Transaction(context.Message.TransactionId));
        by.OnMissingInstance(missing => missing.Fault());
    }

    public static EventActivityBinder<TransactionSaga, SubmitTransaction> TakeFromIntake(
        this EventActivityBinder<TransactionSaga, SubmitTransaction> binder) => binder.Then(context =>
        {
            var (saga, message) = (context.Saga, context.Message);
            var payment = message.Payment;
            saga.TransactionId = message.TransactionId;
            saga.Position = message.Position;
            saga.ReceivedAt = message.ReceivedAt;
            saga.WindowId = message.WindowId;
            saga.Kind = payment.Window;
            saga.SourceParticipant = message.SourceParticipant;
            saga.CounterpartyId = payment.CounterpartyId;
            saga.SourceAccount = payment.SourceAccount;
            saga.DestinationAccount = payment.DestinationAccount;
            saga.SourceCurrency = payment.SourceCurrency;
            saga.DestinationCurrency = payment.DestinationCurrency;
            saga.AmountMinor = payment.AmountMinor;
        });

    public static EventActivityBinder<TransactionSaga, TransactionRejected> NoteRejection(
        this EventActivityBinder<TransactionSaga, TransactionRejected> binder) => binder.Then(context =>
        {
            context.Saga.ReasonCode = context.Message.Code;
        });

    /// <summary>Keeps the batch that it leaves: a late word from that batch must not pull it back in.</summary>
    public static EventActivityBinder<TransactionSaga, TransactionDeferred> NoteDeferral(
        this EventActivityBinder<TransactionSaga, TransactionDeferred> binder) => binder.Then(context =>
        {
            var (saga, message) = (context.Saga, context.Message);
            if (saga.Deferral == message.Deferral && saga.WindowId == message.NextWindowId)
            {
                return;
            }

            saga.Deferral = message.Deferral;
            saga.ReasonCode = JsonNamingPolicy.SnakeCaseLower.ConvertName(message.Deferral.Reason.ToString());
            saga.WindowId = message.NextWindowId;
            saga.DestinationMinor = null;
            saga.Rate = null;
            saga.Deferrals++;
        });

    public static EventActivityBinder<TransactionSaga, TransactionBatched> JoinBatch(
        this EventActivityBinder<TransactionSaga, TransactionBatched> binder) => binder.Then(context =>
        {
            var (saga, message) = (context.Saga, context.Message);
            saga.BatchId = message.BatchId;
            saga.DestinationMinor = message.DestinationMinor;
            saga.Rate = message.Rate;
            saga.Deferral = null;
            saga.ReasonCode = null;
        });

    public static EventActivityBinder<TransactionSaga, TransactionSettled> NoteSettlement(
        this EventActivityBinder<TransactionSaga, TransactionSettled> binder) => binder.Then(context =>
        {
            context.Saga.LedgerEntry = context.Message.LedgerEntry;
        });

    public static EventActivityBinder<TransactionSaga, TransactionReversed> NoteReversal(
        this EventActivityBinder<TransactionSaga, TransactionReversed> binder) => binder.Then(context =>
        {
            context.Saga.ReasonCode = context.Message.Code;
        });

    public static bool IsOfItsBatch(this SagaConsumeContext<TransactionSaga, TransactionMatched> context) =>
        Same(context.Saga.BatchId, context.Message.BatchId);

    public static bool IsOfItsBatch(this SagaConsumeContext<TransactionSaga, TransactionSettled> context) =>
        Same(context.Saga.BatchId, context.Message.BatchId);

    public static bool IsOfItsBatch(this SagaConsumeContext<TransactionSaga, TransactionReversed> context) =>
        Same(context.Saga.BatchId, context.Message.BatchId);

    public static bool IsOfItsBatch(this SagaConsumeContext<TransactionSaga, TransactionDeferred> context) =>
        Same(context.Saga.BatchId, context.Message.BatchId);

    public static bool IsOfItsWindow(this SagaConsumeContext<TransactionSaga, TransactionDeferred> context) =>
        context.Message.BatchId is null && Same(context.Saga.WindowId, context.Message.FromWindowId);

    public static bool IsOfAnotherBatch(this SagaConsumeContext<TransactionSaga, TransactionBatched> context) =>
        !Same(context.Saga.BatchId, context.Message.BatchId);

    private static bool Same(string? a, string? b) => string.Equals(a, b, StringComparison.Ordinal);
}
