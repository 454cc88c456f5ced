using MassTransit;
using MassTransit.SagaStateMachine;
using Settlement.Domain.Sagas;

namespace Settlement.Sagas.Graphs;

/// <summary>Walks a machine state by state and event by event and notes where each event leads.</summary>
internal sealed class TransitionVisitor<TSaga> : StateMachineVisitor
    where TSaga : class, SagaStateMachineInstance
{
    private readonly List<SagaTransition> transitions = [];
    private string state = "";
    private string eventName = "";
    private string message = "";
    private string? target;
    private int activities;

    public IReadOnlyList<SagaTransition> Transitions => transitions;

    public void Visit(State visited, Action<State> next)
    {
        state = visited.Name;
        next(visited);
        NoteEvent();
    }

    public void Visit(Event @event, Action<Event> next)
    {
        NoteEvent();
        next(@event);
    }

    public void Visit<TData>(Event<TData> @event, Action<Event<TData>> next)
        where TData : class
    {
        NoteEvent();
        (eventName, message) = (@event.Name, typeof(TData).Name);
        next(@event);
    }

    public void Visit(IStateMachineActivity activity) => Visit(activity, static _ => { });

    public void Visit(IStateMachineActivity activity, Action<IStateMachineActivity> next)
    {
        activities++;
        if (activity is TransitionActivity<TSaga> transition)
        {
            target = transition.ToState.Name;
        }

        next(activity);
    }

    public void Visit<T>(IBehavior<T> behavior)
        where T : class, SagaStateMachineInstance
    {
    }

    public void Visit<T>(IBehavior<T> behavior, Action<IBehavior<T>> next)
        where T : class, SagaStateMachineInstance => next(behavior);

    public void Visit<T, TData>(IBehavior<T, TData> behavior)
        where T : class, SagaStateMachineInstance
        where TData : class
    {
    }

    public void Visit<T, TData>(IBehavior<T, TData> behavior, Action<IBehavior<T, TData>> next)
        where T : class, SagaStateMachineInstance
        where TData : class => next(behavior);

    /// <summary>
    /// A state shows an event and then its activities, so an event is noted when the next one comes. One without a message is the state's own
    /// (enter, leave); one without activities is ignored in that state.
    /// </summary>
    private void NoteEvent()
    {
        if (activities > 0 && message.Length > 0)
        {
            transitions.Add(new SagaTransition(state, eventName, message, target ?? state));
        }

        (eventName, message, target, activities) = ("", "", null, 0);
    }
}
