using MassTransit;
using Settlement.Domain.Batches;

namespace Settlement.Sagas.Batches;

/// <summary>The life of one batch: planned, signed by its parties, executed on the rails, posted. Late events are ignored, early ones fault their sender.</summary>
public sealed class BatchMachine : MassTransitStateMachine<BatchSaga>
{
    public BatchMachine()
    {
        InstanceState(saga => saga.CurrentState);
        Event(() => Plan, by => by.OfBatch());
        Event(() => StartMatching, by => by.OfBatch());
        Event(() => Match, by => by.OfBatch());
        Event(() => AskConfirmation, by => by.OfBatch());
        Event(() => Confirm, by => by.OfBatch());
        Event(() => Execute, by => by.OfBatch());
        Event(() => Replan, by => by.OfBatch());
        Event(() => Settle, by => by.OfBatch());
        Event(() => Abandon, by => by.OfBatch());

        Initially(
            When(Plan).TakePlan().TransitionTo(Planned));

        During(Planned,
            When(StartMatching).NoteRound().TransitionTo(Matching));

        During(Matching,
            When(Match, ofThisRound => ofThisRound.IsOfThisRound()).TransitionTo(Matched),
            When(Replan, later => later.IsOfALaterRound()).TakeNextRound().TransitionTo(Planned),
            When(Abandon).NoteAbandonment().TransitionTo(Abandoned));

        During(Matched,
            When(AskConfirmation).TransitionTo(AwaitingConfirmation),
            When(Execute, ofThisRound => ofThisRound.IsOfThisRound()).TransitionTo(Executing));

        During(AwaitingConfirmation,
            When(Confirm).NoteConfirmation().TransitionTo(Matched));

        During(Executing,
            When(Replan, later => later.IsOfALaterRound()).TakeNextRound().TransitionTo(Planned),
            When(Settle).NoteSettlement().TransitionTo(Settled),
            When(Abandon).NoteAbandonment().TransitionTo(Abandoned));

        During(Planned, Ignore(Plan), Ignore(Match), Ignore(AskConfirmation), Ignore(Confirm), Ignore(Execute), Ignore(Replan));
        During(Matching, Ignore(Plan), Ignore(StartMatching), Ignore(AskConfirmation), Ignore(Confirm), Ignore(Execute));
        During(Matched, Ignore(Plan), Ignore(StartMatching), Ignore(Match), Ignore(Confirm), Ignore(Replan), Ignore(Abandon));
        During(AwaitingConfirmation, Ignore(Plan), Ignore(StartMatching), Ignore(Match), Ignore(AskConfirmation), Ignore(Execute), Ignore(Replan), Ignore(Abandon));
        During(Executing, Ignore(Plan), Ignore(StartMatching), Ignore(Match), Ignore(AskConfirmation), Ignore(Confirm), Ignore(Execute));
        foreach (var final in new[] { Settled, Abandoned })
        {
            During(final,
                Ignore(Plan), Ignore(StartMatching), Ignore(Match), Ignore(AskConfirmation), Ignore(Confirm), Ignore(Execute), Ignore(Replan), Ignore(Settle), Ignore(Abandon));
        }
    }

    public State Planned { get; private set; } = null!;
    public State Matching { get; private set; } = null!;
    public State Matched { get; private set; } = null!;
    public State AwaitingConfirmation { get; private set; } = null!;
    public State Executing { get; private set; } = null!;
    public State Settled { get; private set; } = null!;
    public State Abandoned { get; private set; } = null!;

    public Event<BatchPlanned> Plan { get; private set; } = null!;
    public Event<MatchingStarted> StartMatching { get; private set; } = null!;
    public Event<BatchMatched> Match { get; private set; } = null!;
    public Event<ConfirmationRequired> AskConfirmation { get; private set; } = null!;
    public Event<BatchConfirmed> Confirm { get; private set; } = null!;
    public Event<ExecutionStarted> Execute { get; private set; } = null!;
    public Event<BatchReplanned> Replan { get; private set; } = null!;
    public Event<BatchSettled> Settle { get; private set; } = null!;
    public Event<BatchAbandoned> Abandon { get; private set; } = null!;
}
