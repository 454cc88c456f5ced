namespace Settlement.Optimization.Bounds;

/// <summary>
/// Branch and bound on the network relaxation (Land and Doig 1960; best first). Where few payments are large against the liquidity, one
/// relaxation says little; told apart by whether the largest payment that it splits settles or waits, cases say more. Each is solved from
/// where the last one stood, some ten pivots away. What is left is a list of cases that together hold every plan.
/// </summary>
internal sealed class CaseTree(RelaxedTerms terms, RelaxedNetwork network)
{
    private readonly PriorityQueue<ProofCase, (Int128 Least, int Order)> open = new();
    private readonly List<int> split = [];
    private int order;

    /// <param name="most">Cases at most; each one more costs one relaxation and its prices a place in the certificate.</param>
    /// <param name="enough">No case needs to prove more than this, in 2^-40 units: what the plan at hand defers.</param>
    /// <returns>The one that allows the most weight first.</returns>
    public List<ProofCase> Run(int most, Int128 enough)
    {
        var cases = new List<ProofCase>();
        Enqueue([]);
        while (open.TryDequeue(out var worst, out _))
        {
            if (worst.NextSplit < 0 || worst.LeastDeferred > enough || cases.Count + open.Count + 1 >= most)
            {
                cases.Add(worst);
                continue;
            }

            Enqueue([.. worst.Fixed, new Fixing(worst.NextSplit, true)]);
            Enqueue([.. worst.Fixed, new Fixing(worst.NextSplit, false)]);
        }

        return cases;
    }

    private void Enqueue(Fixing[] fixings)
    {
        terms.Suppose(fixings);
        var prices = network.PriceWeight(fixings);
        var least = terms.LeastDeferredWeight(prices);
        network.CopySplitTo(split);
        var next = split.FindIndex(payment => !Array.Exists(fixings, fixing => fixing.Payment == payment));
        open.Enqueue(new ProofCase(fixings, prices, least, next < 0 ? -1 : split[next]), (least, order++));
        terms.Suppose([]);
    }
}
