using Settlement.Domain.Sagas;

namespace Settlement.OperatorConsole.Widgets.Diagram;

/// <summary>
/// Places the states of a machine: as many columns right as events lead there at least, in a column in the order in which the machine names
/// them. So the straight way runs along the top, and what branches off lies below.
/// </summary>
public sealed class DiagramLayout
{
    public const int NodeWidth = 108;
    public const int NodeHeight = 34;
    private const int ColumnPitch = 156;
    private const int RowPitch = 82;
    private const int Margin = 12;

    /// <summary>Two arrows between the same two states run beside each other.</summary>
    private const int Beside = 16;

    private DiagramLayout(IReadOnlyList<DiagramNode> nodes, IReadOnlyList<DiagramEdge> edges) => (Nodes, Edges) = (nodes, edges);

    public IReadOnlyList<DiagramNode> Nodes { get; }

    public IReadOnlyList<DiagramEdge> Edges { get; }

    public int Width => Nodes.Max(node => node.X) + NodeWidth + Margin;

    public int Height => Nodes.Max(node => node.Y) + NodeHeight + Margin;

    public static DiagramLayout Of(SagaGraphView graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var ranks = Ranks(graph);
        var rows = new Dictionary<int, int>();
        var nodes = new Dictionary<string, DiagramNode>(StringComparer.Ordinal);
        foreach (var (state, rank) in ranks.OrderBy(pair => pair.Value))
        {
            var row = rows.GetValueOrDefault(rank);
            rows[rank] = row + 1;
            nodes[state] = new DiagramNode(state, Margin + (rank * ColumnPitch), Margin + (row * RowPitch));
        }

        var edges = graph.Transitions.Where(transition => transition.From != transition.To && nodes.ContainsKey(transition.From) && nodes.ContainsKey(transition.To))
            .GroupBy(transition => (transition.From, transition.To))
            .Select(group => new DiagramEdge(
                group.Key.From, group.Key.To, string.Join(", ", group.Select(transition => transition.Event)), Path(nodes[group.Key.From], nodes[group.Key.To])));
        return new DiagramLayout([.. nodes.Values], [.. edges]);
    }

    /// <summary>How many events lead to each state at least. Ends: each state is reached once.</summary>
    private static Dictionary<string, int> Ranks(SagaGraphView graph)
    {
        var ranks = new Dictionary<string, int>(StringComparer.Ordinal);
        var next = new Queue<string>(["Initial"]);
        var rank = new Dictionary<string, int>(StringComparer.Ordinal) { ["Initial"] = -1 };
        while (next.TryDequeue(out var state))
        {
            foreach (var to in graph.Transitions.Where(transition => transition.From == state).Select(transition => transition.To))
            {
                if (rank.TryAdd(to, rank[state] + 1))
                {
                    ranks[to] = rank[to];
                    next.Enqueue(to);
                }
            }
        }

        return ranks;
    }

    private static string Path(DiagramNode from, DiagramNode to)
    {
        if (from.X < to.X)
        {
            var (x1, y1, x2, y2) = (from.X + NodeWidth, from.Y + (NodeHeight / 2), to.X, to.Y + (NodeHeight / 2));
            var bend = (x2 - x1) / 2;
            return FormattableString.Invariant($"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2 - 6} {y2}");
        }

        if (from.X == to.X)
        {
            var isDown = from.Y < to.Y;
            var x = from.X + (NodeWidth / 2) + (isDown ? -Beside : Beside);
            return isDown
                ? FormattableString.Invariant($"M{x} {from.Y + NodeHeight}V{to.Y - 6}")
                : FormattableString.Invariant($"M{x} {from.Y}V{to.Y + NodeHeight + 6}");
        }

        var (startX, startY, endX, endY) = (from.X + Beside, from.Y + NodeHeight, to.X + NodeWidth, to.Y + (NodeHeight / 2));
        return FormattableString.Invariant($"M{startX} {startY}C{startX} {endY} {startX} {endY} {endX + 6} {endY}");
    }
}

/// <summary>A state and where its box stands.</summary>
public sealed record DiagramNode(string State, int X, int Y);

/// <param name="Events">The events that lead this way.</param>
/// <param name="Path">SVG path data.</param>
public sealed record DiagramEdge(string From, string To, string Events, string Path);
