using Xunit;
using Settlement.Sagas.Graphs;

namespace Settlement.Tests.Sagas.Machines;

public sealed class SagaGraphTests
{
    private static readonly SagaGraphs Graphs = SagaGraphs.Read();

    [Fact]
    public void The_graph_of_a_transaction_shows_the_whole_story()
    {
        var graph = Graphs.Transaction;
        string[] story = ["Initial", "Submitted", "Validated", "Batched", "Matched", "Settled"];
        for (var i = 0; i + 1 < story.Length; i++)
        {
            Assert.Contains(graph.Transitions, transition => transition.From == story[i] && transition.To == story[i + 1]);
        }
    }

    [Theory]
    [InlineData("transaction", "Settled", "Rejected", "Reversed")]
    [InlineData("batch", "Settled", "Abandoned")]
    [InlineData("window", "Reported")]
    public void Final_states_have_no_way_out(string machine, params string[] finals)
    {
        var graph = Graphs.ByMachine[machine];
        var without = graph.States.Where(state => graph.From(state).Count == 0 && state != "Initial");
        Assert.Equal(finals.Order(StringComparer.Ordinal), without.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_state_can_be_reached_from_the_start()
    {
        foreach (var graph in Graphs.ByMachine.Values)
        {
            var reached = new HashSet<string>(StringComparer.Ordinal) { "Initial" };
            while (graph.Transitions.Any(transition => reached.Contains(transition.From) && reached.Add(transition.To)))
            {
            }

            Assert.Equal(graph.States.Append("Initial").Distinct().Order(StringComparer.Ordinal), reached.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Mermaid_names_every_transition()
    {
        var graph = Graphs.ByMachine["window"];
        var text = graph.ToMermaid();
        Assert.StartsWith("stateDiagram-v2\n", text, StringComparison.Ordinal);
        Assert.Contains("    [*] --> Open : OpenUp\n", text, StringComparison.Ordinal);
        Assert.Contains("    Closed --> Reported : Report\n", text, StringComparison.Ordinal);
        Assert.Contains("    Reported --> [*]\n", text, StringComparison.Ordinal);
    }
}
