using MassTransit;
using Settlement.Domain;
using Settlement.Domain.Transactions;
using Settlement.Sagas.Transactions;

namespace Settlement.Benchmarks.Sagas;

/// <summary>The five steps that every payment takes when nothing goes wrong; the same machine runs on both repositories.</summary>
public sealed class LifeCycleMachine : MassTransitStateMachine<TransactionSaga>
{
    public LifeCycleMachine()
    {
        InstanceState(saga => saga.CurrentState);
        Event(() => Submit, x => x.CorrelateById(m => CorrelationIds.Transaction(m.Message.TransactionId)));
        Event(() => Validate, x => x.CorrelateById(m => CorrelationIds.Transaction(m.Message.TransactionId)));
        Event(() => Batch, x => x.CorrelateById(m => CorrelationIds.Transaction(m.Message.TransactionId)));
        Event(() => Match, x => x.CorrelateById(m => CorrelationIds.Transaction(m.Message.TransactionId)));
        Event(() => Settle, x => x.CorrelateById(m => CorrelationIds.Transaction(m.Message.TransactionId)));

        Initially(When(Submit).Then(c => Fill(c.Saga, c.Message)).TransitionTo(Submitted));
        During(Submitted, When(Validate).TransitionTo(Validated), Ignore(Submit));
        During(Validated, When(Batch).Then(c => Plan(c.Saga, c.Message)).TransitionTo(Batched), Ignore(Submit), Ignore(Validate));
        During(Batched, When(Match).TransitionTo(Matched), Ignore(Submit), Ignore(Validate), Ignore(Batch));
        During(Matched, When(Settle).Then(c => c.Saga.LedgerEntry = c.Message.LedgerEntry).TransitionTo(Settled), Ignore(Submit), Ignore(Validate), Ignore(Batch), Ignore(Match));
        During(Settled, Ignore(Submit), Ignore(Validate), Ignore(Batch), Ignore(Match), Ignore(Settle));
    }

    public State Submitted { get; private set; } = null!;

    public State Validated { get; private set; } = null!;

    public State Batched { get; private set; } = null!;

    public State Matched { get; private set; } = null!;

    public State Settled { get; private set; } = null!;

    public Event<SubmitTransaction> Submit { get; private set; } = null!;

    public Event<TransactionValidated> Validate { get; private set; } = null!;

    public Event<TransactionBatched> Batch { get; private set; } = null!;

    public Event<TransactionMatched> Match { get; private set; } = null!;

    public Event<TransactionSettled> Settle { get; private set; } = null!;

    private static void Fill(TransactionSaga saga, SubmitTransaction message)
    {
        var payment = message.Payment;
        saga.TransactionId = message.TransactionId;
        saga.Position = message.Position;
        saga.ReceivedAt = message.ReceivedAt;
        saga.Kind = payment.Window;
        saga.WindowId = message.WindowId;
        saga.SourceParticipant = message.SourceParticipant;
        saga.CounterpartyId = payment.CounterpartyId;
        saga.SourceAccount = payment.SourceAccount;
        saga.DestinationAccount = payment.DestinationAccount;
        saga.SourceCurrency = payment.SourceCurrency;
        saga.DestinationCurrency = payment.DestinationCurrency;
        saga.AmountMinor = payment.AmountMinor;
    }

    private static void Plan(TransactionSaga saga, TransactionBatched message)
    {
        saga.BatchId = message.BatchId;
        saga.DestinationMinor = message.DestinationMinor;
        saga.Rate = message.Rate;
    }
}
