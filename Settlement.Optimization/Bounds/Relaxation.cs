using Settlement.Domain.Batches;
using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Bounds;

/// <summary>The relaxation solved for weight once: selection starts from its choice, and the certificate from its prices.</summary>
internal sealed class Relaxation
{
    private readonly IndexedProblem index;
    private readonly RelaxedNetwork network;

    public Relaxation(IndexedProblem index)
    {
        this.index = index;
        Terms = new RelaxedTerms(index);
        network = new RelaxedNetwork(index, Terms);
        Weight = network.PriceWeight();
        IsWhole = [.. Enumerable.Range(0, index.Count).Select(network.IsWhole)];
    }

    public RelaxedTerms Terms { get; }

    public RelaxedNetwork Network => network;

    /// <summary>Prices that bound the weight.</summary>
    public Prices Weight { get; }

    /// <summary>By payment, whether the relaxation settles it whole.</summary>
    public bool[] IsWhole { get; }

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
        return (weight - ((double)Terms.Charge(Weight, payment) / (1L << PlanCertificate.PriceBits))) / value;
    }

    /// <summary>No choice settles more.</summary>
    public Int128 MostWeight()
    {
        Int128 all = 0;
        foreach (var weight in index.Weight)
        {
            all += weight;
        }

        return all + ((-Terms.LeastDeferredWeight(Weight)) >> PlanCertificate.PriceBits);
    }
}
