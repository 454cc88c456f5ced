using Settlement.Domain.Batches;
using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Bounds;

/// <summary>The relaxation solved for weight once: selection starts from its choice, and the certificate from its prices.</summary>
internal sealed class Relaxation
{
    private readonly IndexedProblem index;
    private readonly RelaxedNetwork network;
    private readonly Int128 all;

    public Relaxation(IndexedProblem index)
    {
        this.index = index;
        Terms = new RelaxedTerms(index);
        network = new RelaxedNetwork(index, Terms);
        foreach (var weight in index.Weight)
        {
            all += weight;
        }

        Cases = new CaseTree(Terms, network).Run(1, Int128.MaxValue);
    }

    public RelaxedTerms Terms { get; }

    /// <summary>Cases that together hold every plan, the one that allows the most weight first; one before they are told apart.</summary>
    public IReadOnlyList<ProofCase> Cases { get; private set; }

    /// <summary>Tells cases apart, until they prove all that they can against a plan that settles so much, or are as many as may be.</summary>
    public void TellApart(Int128 settledWeight, int most) =>
        Cases = new CaseTree(Terms, network).Run(most, (all - settledWeight) << PlanCertificate.PriceBits);

    /// <summary>The network again, from its solution on, with spread shares of <paramref name="terms"/>.</summary>
    public RelaxedNetwork NetworkFor(RelaxedTerms terms)
    {
        terms.Spread.CopyTo(Terms.Spread, 0);
        return network;
    }

    /// <summary>Weight that settling the payment earns beyond the price of what it takes, by its weight: only an order, so a double will
    /// do.</summary>
    public double WorthPerUnit(int payment)
    {
        var weight = (double)index.Weight[payment];
        var value = (double)Math.Max(1, index.Value[payment]);
        return (weight - ((double)Terms.Charge(Cases[0].Weight, payment) / (1L << PlanCertificate.PriceBits))) / value;
    }

    /// <summary>No choice settles more.</summary>
    public Int128 MostWeight() => all + ((-Cases[0].LeastDeferred) >> PlanCertificate.PriceBits);
}
