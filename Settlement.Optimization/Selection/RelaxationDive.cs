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
    /// <summary>Each round fixes one payment more.</summary>
    private readonly int maxRounds = index.Count;

    private readonly List<int> split = [];
    private readonly bool[] isFixed = new bool[index.Count];

    /// <summary>By payment, whether it settles; nearly feasible.</summary>
    public bool[] Run()
    {
        network.SeekWeight();
        for (var round = 0; round < maxRounds; round++)
        {
            network.Resolve();
            network.CopySplitTo(split);
            var payment = FirstFree();
            if (payment < 0 || network.CanRound(split))
            {
                break;
            }

            var settles = network.Part(payment) >= 0.5;
            isFixed[payment] = true;
            network.Fix(payment, settles);
        }

        return [.. Enumerable.Range(0, index.Count).Select(payment => network.Part(payment) >= 0.5)];
    }

    /// <summary>The largest split payment that is not fixed, -1 if all are.</summary>
    private int FirstFree()
    {
        foreach (var payment in split)
        {
            if (!isFixed[payment])
            {
                return payment;
            }
        }

        return -1;
    }
}
