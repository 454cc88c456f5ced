using MassTransit;
using Settlement.Domain.Transactions;

namespace Settlement.Sagas.Transactions;

/// <summary>
/// The life of one payment. Every state answers every event that can still arrive late: it is ignored, so a redelivery changes nothing.
/// An event that comes too early is a bug and faults its sender.
/// </summary>
public sealed class TransactionMachine : MassTransitStateMachine<TransactionSaga>
{
    public TransactionMachine()
    {
        InstanceState(saga => saga.CurrentState);
        Event(() => Submit, by => by.OfTransaction());
        Event(() => Validate, by => by.OfTransaction());
        Event(() => Reject, by => by.OfTransaction());
        Event(() => Defer, by => by.OfTransaction());
        Event(() => Batch, by => by.OfTransaction());
        Event(() => Match, by => by.OfTransaction());
        Event(() => Settle, by => by.OfTransaction());
        Event(() => Reverse, by => by.OfTransaction());

        Initially(
            When(Submit).TakeFromIntake().TransitionTo(Submitted));

        During(Submitted,
            When(Validate).TransitionTo(Validated),
            When(Reject).NoteRejection().TransitionTo(Rejected));

        During(Validated,
            When(Batch).JoinBatch().TransitionTo(Batched),
            When(Defer, leaves => leaves.IsOfItsWindow()).NoteDeferral().TransitionTo(Deferred));

        During(Deferred,
            When(Batch, another => another.IsOfAnotherBatch()).JoinBatch().TransitionTo(Batched),
            When(Defer, leaves => leaves.IsOfItsWindow()).NoteDeferral());

        During(Batched,
            When(Match, its => its.IsOfItsBatch()).TransitionTo(Matched),
            When(Defer, leaves => leaves.IsOfItsBatch()).NoteDeferral().TransitionTo(Deferred),
            When(Reverse, its => its.IsOfItsBatch()).NoteReversal().TransitionTo(Reversed));

        During(Matched,
            When(Settle, its => its.IsOfItsBatch()).NoteSettlement().TransitionTo(Settled),
            When(Defer, leaves => leaves.IsOfItsBatch()).NoteDeferral().TransitionTo(Deferred),
            When(Reverse, its => its.IsOfItsBatch()).NoteReversal().TransitionTo(Reversed));

        During(Submitted, Ignore(Submit));
        During(Validated, Ignore(Submit), Ignore(Validate), Ignore(Reject));
        During(Deferred, Ignore(Submit), Ignore(Validate), Ignore(Reject), Ignore(Match), Ignore(Settle), Ignore(Reverse));
        During(Batched, Ignore(Submit), Ignore(Validate), Ignore(Reject), Ignore(Batch));
        During(Matched, Ignore(Submit), Ignore(Validate), Ignore(Reject), Ignore(Batch), Ignore(Match));
        foreach (var final in new[] { Settled, Rejected, Reversed })
        {
            During(final,
                Ignore(Submit), Ignore(Validate), Ignore(Reject), Ignore(Defer), Ignore(Batch), Ignore(Match), Ignore(Settle), Ignore(Reverse));
        }
    }

    public State Submitted { get; private set; } = null!;
    public State Validated { get; private set; } = null!;
    public State Deferred { get; private set; } = null!;
    public State Batched { get; private set; } = null!;
    public State Matched { get; private set; } = null!;
    public State Settled { get; private set; } = null!;
    public State Rejected { get; private set; } = null!;
    public State Reversed { get; private set; } = null!;

    public Event<SubmitTransaction> Submit { get; private set; } = null!;
    public Event<TransactionValidated> Validate { get; private set; } = null!;
    public Event<TransactionRejected> Reject { get; private set; } = null!;
    public Event<TransactionDeferred> Defer { get; private set; } = null!;
    public Event<TransactionBatched> Batch { get; private set; } = null!;
    public Event<TransactionMatched> Match { get; private set; } = null!;
    public Event<TransactionSettled> Settle { get; private set; } = null!;
    public Event<TransactionReversed> Reverse { get; private set; } = null!;
}
