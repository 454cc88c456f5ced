using MassTransit;
using Settlement.Domain.Windows;

namespace Settlement.Sagas.Windows;

/// <summary>The life of one settlement window. A window is never opened again: once its close marker stands in the intake log it only goes on.</summary>
public sealed class WindowMachine : MassTransitStateMachine<WindowSaga>
{
    public WindowMachine()
    {
        InstanceState(saga => saga.CurrentState);
        Event(() => OpenUp, by => by.OfWindow());
        Event(() => Close, by => by.OfWindow());
        Event(() => Plan, by => by.OfWindow());
        Event(() => Finish, by => by.OfWindow());
        Event(() => Report, by => by.OfWindow());

        Initially(
            When(OpenUp).TakeSchedule().TransitionTo(Open));

        During(Open,
            When(Close).NoteClosePosition().TransitionTo(Closing));

        During(Closing,
            When(Plan).NotePlan(),
            When(Finish).TransitionTo(Closed));

        During(Closed,
            When(Report).NoteReport().TransitionTo(Reported));

        During(Open, Ignore(OpenUp));
        During(Closing, Ignore(OpenUp), Ignore(Close));
        During(Closed, Ignore(OpenUp), Ignore(Close), Ignore(Plan), Ignore(Finish));
        During(Reported, Ignore(OpenUp), Ignore(Close), Ignore(Plan), Ignore(Finish), Ignore(Report));
    }

    public State Open { get; private set; } = null!;
    public State Closing { get; private set; } = null!;
    public State Closed { get; private set; } = null!;
    public State Reported { get; private set; } = null!;

    public Event<OpenWindow> OpenUp { get; private set; } = null!;
    public Event<WindowClosing> Close { get; private set; } = null!;
    public Event<WindowPlanned> Plan { get; private set; } = null!;
    public Event<WindowClosed> Finish { get; private set; } = null!;
    public Event<WindowReported> Report { get; private set; } = null!;
}
