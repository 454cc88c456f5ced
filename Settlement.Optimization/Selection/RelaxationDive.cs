using Settlement.Optimization.Bounds;

namespace Settlement.Optimization.Selection;

/// <summary>
/// Makes the relaxation's choice whole: the largest payment that it splits is settled or deferred for good, whichever is nearer, and the
/// relaxation solved again from where it stands, until it splits none. Few payments are ever split (one per node of the network at most),
/// and each round goes on from the last solution, so a dive costs little more than the first solution.
/// </summary>
internal sealed class RelaxationDive(IndexedProblem index, RelaxedNetwork network)
{
    /// <summary>Each round fixes one payment; a payment that was fixed to settle and is still split is fixed to wait.</summary>
    private readonly int maxRounds = 2 * index.Count;

    private readonly List<int> split = [];
    private readonly sbyte[] isFixed = new sbyte[index.Count];

    /// <summary>By payment, whether the dive settles it: feasible but for rounding.</summary>
    public bool[] Run()
    {
        network.SeekWeight();
        for (var round = 0; round < maxRounds; round++)
        {
            network.Resolve();
            network.CopySplitTo(split);
            var next = split.FindIndex(payment => isFixed[payment] == 0);
            if (next < 0 || network.CanRound(split))
            {
                break;
            }

            var settles = network.Part(split[next]) >= 0.5;
            isFixed[split[next]] = settles ? (sbyte)1 : (sbyte)-1;
            network.Fix(split[next], settles);
        }

        return [.. Enumerable.Range(0, index.Count).Select(payment => network.Part(payment) >= 0.5)];
    }
}
