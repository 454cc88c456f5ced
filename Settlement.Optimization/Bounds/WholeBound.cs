using Settlement.Domain.Batches;
using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Bounds;

/// <summary>All that may settle does: so it must in every plan that settles as much, and each cell that is not level has a wire.</summary>
internal sealed class WholeBound(IndexedProblem index, RelaxedTerms terms)
{
    /// <param name="deferred">The weight of what can never settle.</param>
    public ProvenCase Prove(Int128 deferred)
    {
        var none = new Prices(
            new long[index.Cells.Length], new long[terms.Pairs is null ? index.Flows.Count * 2 : 0], new long[terms.Pairs?.Cells.Length ?? 0], 0);
        var net = Nets();
        var cost = none with { Cell = UseAtCost(net) };
        Int128 dearest = 0;
        for (var i = 0; i < index.Count; i++)
        {
            if (index.MaySettle[i])
            {
                // So dear that the payment settles for itself.
                var gain = terms.Charge(cost, i) + terms.Spread[i] + ((Int128)(terms.Fees[i] - terms.Deferral[i]) << PlanCertificate.PriceBits);
                dearest = Int128.Max(dearest, (gain / index.Weight[i]) + 1);
            }
        }

        var wires = new List<CellPrice>();
        for (var cell = 0; cell < net.Length && terms.Pairs is null; cell++)
        {
            if (net[cell] != 0)
            {
                wires.Add(new CellPrice(index.Cells[cell].Participant, index.Cells[cell].Currency, 0));
            }
        }

        cost = cost with { Weight = (long)Int128.Min(long.MaxValue, dearest) };
        return new ProvenCase([], none, cost, wires, terms.LeastDeferredWeight(none), terms.LeastCost(cost, deferred));
    }

    /// <summary>By cell, its net if all settle.</summary>
    private long[] Nets()
    {
        var net = new long[index.Cells.Length];
        for (var i = 0; i < index.Count; i++)
        {
            if (index.MovesFunds(i))
            {
                net[index.DebitCell[i]] -= index.Source[i];
                net[index.CreditCell[i]] += index.Destination[i];
            }
        }

        return net;
    }

    /// <summary>What a net debtor uses costs its price.</summary>
    private long[] UseAtCost(long[] net) =>
        [.. terms.FreePrice.Select((price, cell) => terms.Pairs is not null || net[cell] < 0 ? price : 0)];
}
