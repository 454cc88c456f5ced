using Settlement.Domain.Batches;
using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Bounds;

/// <summary>
/// Proves how good a choice of payments is: at most so much weight can settle, and no plan that settles as much costs less
/// (docs/OPTIMISER.md, "The certificate").
/// </summary>
internal sealed class Certifier
{
    private readonly IndexedProblem index;
    private readonly Func<int, bool> settles;
    private readonly RelaxedTerms terms;
    private readonly Int128 settled;
    private readonly Int128 deferred;

    private Certifier(IndexedProblem index, Func<int, bool> settles)
    {
        (this.index, this.settles) = (index, settles);
        terms = new RelaxedTerms(index);
        for (var i = 0; i < index.Count; i++)
        {
            (settled, deferred) = settles(i) ? (settled + index.Weight[i], deferred) : (settled, deferred + index.Weight[i]);
        }
    }

    /// <param name="settles">By payment, whether the plan settles it.</param>
    public static (PlanCertificate Certificate, long LowerBoundMinor) Certify(
        IndexedProblem index, Func<int, bool> settles, Relaxation? relaxation, PlanBudget budget) =>
        new Certifier(index, settles).Certify(relaxation, budget);

    private (PlanCertificate Certificate, long LowerBoundMinor) Certify(Relaxation? relaxation, PlanBudget budget)
    {
        var currencies = CurrencyFlow.Of(index, settles);
        var spread = new SpreadTerms(index, currencies);
        spread.ShareOut(terms.Spread);
        var everything = true;
        for (var i = 0; i < index.Count; i++)
        {
            everything &= settles(i) || !index.MaySettle[i];
        }

        var proven = everything ? [new WholeBound(index, terms).Prove(deferred)] : Cases(relaxation ?? ToldApart(budget), budget);
        var bound = Int128.MaxValue;
        foreach (var one in proven)
        {
            bound = one.Cost is null ? bound : Int128.Min(bound, BoundOf(one, spread.Slack));
        }

        return (Certificate(proven, currencies), (long)bound);
    }

    private Relaxation ToldApart(PlanBudget budget)
    {
        var relaxation = new Relaxation(index);
        relaxation.TellApart(settled, budget.CasesFor(index.Cells.Length, index.Count));
        return relaxation;
    }

    private List<ProvenCase> Cases(Relaxation relaxation, PlanBudget budget)
    {
        var prover = new CaseBounds(index, terms, relaxation.NetworkFor(terms), deferred, budget.BoundSolves);
        var proven = new List<ProvenCase>(relaxation.Cases.Count);
        foreach (var one in relaxation.Cases)
        {
            terms.Suppose(one.Fixed);
            proven.Add(prover.Prove(one));
        }

        terms.Suppose([]);
        return proven;
    }

    private Int128 BoundOf(ProvenCase one, Int128 slack)
    {
        var bound = Int128.Max(0, Ceiling(one.LeastCost - slack));
        foreach (var wire in one.Wires)
        {
            bound += index.Problem.Costs.WireFeeIn(wire.Currency);
        }

        return bound;
    }

    private PlanCertificate Certificate(List<ProvenCase> proven, SortedDictionary<string, long> currencies)
    {
        var least = proven.Min(one => one.LeastDeferred);
        var weightBound = settled + deferred - Int128.Max(0, Ceiling(least));
        var listing = new PriceListing(index, terms);
        CurrencyPrice[] priced = [.. currencies.Select(price => new CurrencyPrice(price.Key, price.Value))];
        return proven is [{ Fixed: [], Cost: not null } only]
            ? new PlanCertificate(
                settled, weightBound, listing.Of(only.Weight), listing.Of(only.Cost), only.Cost.Weight, only.Wires, priced,
                Version: PlanCertificate.CurrentVersion)
            : new PlanCertificate(
                settled, weightBound, PriceListing.None, PriceListing.None, 0, [], priced, [.. proven.Select(listing.Of)],
                PlanCertificate.CurrentVersion);
    }

    private static Int128 Ceiling(Int128 scaled) => -((-scaled) >> PlanCertificate.PriceBits);
}
