using Settlement.Optimization.Bounds;

namespace Settlement.Optimization.Selection;

/// <summary>
/// Makes the relaxation's choice whole: the largest payment that it splits is to settle or to wait for good, whichever is nearer, and the
/// relaxation is solved again from where it stands, until what is split can be rounded out of the liquidity that was kept back, or all that
/// is split was to settle. Few payments are ever split (one per node of the network at most), and each round goes on from the last
/// solution, so a round costs some ten pivots.
/// </summary>
internal sealed class RelaxationDive(IndexedProblem index, RelaxedNetwork network)
{
    /// <summary>Each round fixes this part of what is split, and one payment at least: one by one where few are.</summary>
    private const int PartPerRound = 16;

    /// <summary>Each round fixes one payment more.</summary>
    private readonly int maxRounds = index.Count;

    private readonly List<int> split = [];
    private readonly bool[] isFixed = new bool[index.Count];

    /// <summary>By payment, whether it settles; nearly feasible.</summary>
    /// <param name="fixings">What is fixed from the start.</param>
    public bool[] Run(Fixing[] fixings)
    {
        network.SeekWeight(fixings);
        foreach (var (payment, _) in fixings)
        {
            isFixed[payment] = true;
        }

        for (var round = 0; round < maxRounds; round++)
        {
            network.Resolve();
            network.CopySplitTo(split);
            if (!split.Exists(payment => !isFixed[payment]) || network.CanRound(split))
            {
                break;
            }

            FixLargest();
        }

        return [.. Enumerable.Range(0, index.Count).Select(payment => network.Part(payment) >= 0.5)];
    }

    /// <summary>The largest split payments that are not fixed.</summary>
    private void FixLargest()
    {
        var left = Math.Max(1, split.Count / PartPerRound);
        foreach (var payment in split)
        {
            if (left > 0 && !isFixed[payment])
            {
                isFixed[payment] = true;
                network.Fix(payment, network.Part(payment) >= 0.5);
                left--;
            }
        }
    }
}
