using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Bounds;

/// <summary>
/// Gross mode: two participants and a currency, of whose payments some may be offset against each other. Kept where payments go both ways
/// or a bilateral limit stands.
/// </summary>
internal sealed class OffsetPairs
{
    public OffsetPairs(IndexedProblem index)
    {
        Of = new int[index.Count];
        Array.Fill(Of, -1);
        var ways = new Dictionary<(int Low, int High), (bool Up, bool Down, int Flow)>();
        var crossed = CrossedFlows(index);
        for (var i = 0; i < index.Count; i++)
        {
            if (IsBilateral(index, i))
            {
                var up = IsUp(index, i);
                var known = ways.GetValueOrDefault(Key(index, i), (Up: false, Down: false, Flow: -1));
                ways[Key(index, i)] = (known.Up || up, known.Down || !up, index.Flows.Direction[i] is var way && (way < 0 || crossed.Contains(way >> 1)) ? -1 : way >> 1);
            }
        }

        (int Low, int High)[] kept = [.. ways.Where(way => way.Value is (true, true, _) or { Flow: >= 0 }).Select(way => way.Key).Order()];
        Cells = kept;
        Flow = Array.ConvertAll(kept, pair => ways[pair].Flow);
        GoesBothWays = Array.ConvertAll(kept, pair => ways[pair] is (true, true, _));
        var numbers = new Dictionary<(int, int), int>(kept.Length);
        for (var pair = 0; pair < kept.Length; pair++)
        {
            numbers.Add(kept[pair], pair);
        }

        for (var i = 0; i < index.Count; i++)
        {
            Of[i] = IsBilateral(index, i) ? numbers.GetValueOrDefault(Key(index, i), -1) : -1;
        }
    }

    /// <summary>Flows that payments across currencies are part of: what flows there within the currency may pass the limit where they flow
    /// back, so the limit proves nothing of it.</summary>
    private static HashSet<int> CrossedFlows(IndexedProblem index)
    {
        var crossed = new HashSet<int>();
        for (var i = 0; i < index.Count; i++)
        {
            if (index.Payments[i].IsCrossCurrency && index.Flows.Direction[i] >= 0)
            {
                crossed.Add(index.Flows.Direction[i] >> 1);
            }
        }

        return crossed;
    }

    /// <summary>By payment, the number of its pair or -1.</summary>
    public int[] Of { get; }

    /// <summary>By pair, the cells of both participants; payments from the low one go up.</summary>
    public (int Low, int High)[] Cells { get; }

    /// <summary>By pair, the limited flow, -1 where none is. Its first participant is that of the low cell.</summary>
    public int[] Flow { get; }

    public bool[] GoesBothWays { get; }

    public static bool IsUp(IndexedProblem index, int payment) => index.DebitCell[payment] < index.CreditCell[payment];

    private static bool IsBilateral(IndexedProblem index, int payment) => index.MovesFunds(payment) && !index.Payments[payment].IsCrossCurrency;

    private static (int Low, int High) Key(IndexedProblem index, int payment) => (
        Math.Min(index.DebitCell[payment], index.CreditCell[payment]), Math.Max(index.DebitCell[payment], index.CreditCell[payment]));
}
