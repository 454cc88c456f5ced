using System.Text;
using MassTransit;
using Settlement.Domain.Sagas;

namespace Settlement.Sagas.Graphs;

/// <summary>A state machine as a graph, read from the machine itself.</summary>
/// <param name="Machine">transaction, batch or window.</param>
public sealed record SagaGraph(string Machine, IReadOnlyList<string> States, IReadOnlyList<SagaTransition> Transitions)
{
    public static SagaGraph Of<TSaga>(string machine, SagaStateMachine<TSaga> stateMachine)
        where TSaga : class, SagaStateMachineInstance
    {
        var visitor = new TransitionVisitor<TSaga>();
        stateMachine.Accept(visitor);
        var states = stateMachine.States.Select(state => state.Name).Where(name => name is not "Final").ToList();
        return new SagaGraph(machine, states, visitor.Transitions);
    }

    /// <summary>What can still happen in a state, by the machine.</summary>
    public IReadOnlyList<SagaTransition> From(string state) =>
        [.. Transitions.Where(transition => string.Equals(transition.From, state, StringComparison.Ordinal))];

    /// <summary>The graph as a Mermaid state diagram.</summary>
    public string ToMermaid()
    {
        var text = new StringBuilder("stateDiagram-v2\n");
        foreach (var transition in Transitions)
        {
            var from = transition.From == "Initial" ? "[*]" : transition.From;
            text.Append("    ").Append(from).Append(" --> ").Append(transition.To).Append(" : ").Append(transition.Event).Append('\n');
        }

        foreach (var state in States.Where(state => state != "Initial" && !Transitions.Any(t => t.From == state && t.To != state)))
        {
            text.Append("    ").Append(state).Append(" --> [*]\n");
        }

        return text.ToString();
    }
}
