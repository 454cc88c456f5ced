using Settlement.Domain.Batches;
using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Bounds;

/// <summary>
/// Proves how good a choice of payments is: at most so much weight can settle, and no plan that settles as much costs less
/// (docs/OPTIMISER.md, "The certificate").
/// </summary>
internal sealed class Certifier
{
    /// <summary>Prices of a unit of weight that are tried, over the price of deferring a unit of value; from the highest down.</summary>
    private static readonly decimal[] WeightPrices = [4m, 1m, 0.25m, 0.0625m, 0.015625m, 0m];

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
        var currencies = CurrencyPrices.Of(index, settles);
        var spread = new SpreadTerms(index, currencies);
        spread.ShareOut(terms.Spread);
        var everything = true;
        for (var i = 0; i < index.Count; i++)
        {
            everything &= settles(i) || !index.IsSettleable[i];
        }

        var (weight, cost, wires) = everything ? Whole() : Partial(relaxation ?? new Relaxation(index), budget);
        var bound = Int128.Max(0, Ceiling(terms.LeastCost(cost, deferred) - spread.Slack));
        foreach (var wire in wires)
        {
            bound += index.Problem.Costs.WireFeeIn(wire.Currency);
        }

        var certificate = new PlanCertificate(
            settled, settled + deferred - Int128.Max(0, Ceiling(terms.LeastDeferredWeight(weight))),
            Listed(weight), Listed(cost), cost.Weight, wires,
            [.. currencies.Select(price => new CurrencyPrice(price.Key, price.Value))]);
        return (certificate, (long)bound);
    }

    /// <summary>All that can settle does: so it must in every plan that settles as much, and each cell that is not level has a wire.</summary>
    private (Prices Weight, Prices Cost, List<CellPrice> Wires) Whole()
    {
        var none = new Prices(
            new long[index.Cells.Length], new long[terms.Pairs is null ? index.Flows.Count * 2 : 0], new long[terms.Pairs?.Cells.Length ?? 0], 0);
        var net = Nets();
        var cost = none with { Cell = UseAtCost(net) };
        Int128 dearest = 0;
        for (var i = 0; i < index.Count; i++)
        {
            if (index.IsSettleable[i])
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

        return (none, cost with { Weight = (long)Int128.Min(long.MaxValue, dearest) }, wires);
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

    private (Prices Weight, Prices Cost, List<CellPrice> Wires) Partial(Relaxation relaxation, PlanBudget budget)
    {
        var weight = relaxation.Weight;
        List<CellPrice> wires = terms.Pairs is null ? WireProofs.Of(index, terms, weight, deferred) : [];
        var network = relaxation.NetworkFor(terms);
        Prices? best = null;
        Int128 least = 0;
        var unit = index.Problem.Costs.DeferralBasisPointsPerDay / 10_000m * (1L << PlanCertificate.PriceBits);
        foreach (var factor in WeightPrices.Take(Math.Max(1, budget.BoundSolves)))
        {
            var prices = network.PriceCost((long)decimal.Truncate(unit * factor));
            var bound = terms.LeastCost(prices, deferred);
            if (best is not null && bound < least)
            {
                // The bound is concave in the price of weight: it only falls from here.
                break;
            }

            (best, least) = (prices, bound);
        }

        return (weight, best!, wires);
    }

    private LimitPrices Listed(Prices prices)
    {
        var cells = new List<CellPrice>();
        for (var cell = 0; cell < prices.Cell.Length; cell++)
        {
            if (prices.Cell[cell] != 0)
            {
                cells.Add(new CellPrice(index.Cells[cell].Participant, index.Cells[cell].Currency, prices.Cell[cell]));
            }
        }

        var flows = new List<FlowPrice>();
        foreach (var limit in index.Problem.BilateralLimits)
        {
            var direction = index.Flows.DirectionOf(limit);
            if (direction >= 0 && prices.Direction.Length > 0 && prices.Direction[direction] != 0)
            {
                flows.Add(new FlowPrice(limit.Debtor, limit.Creditor, limit.Currency, prices.Direction[direction]));
            }
        }

        for (var pair = 0; pair < prices.Pair.Length; pair++)
        {
            var (low, high) = (index.Cells[terms.Pairs!.Cells[pair].Low], index.Cells[terms.Pairs.Cells[pair].High]);
            if (prices.Pair[pair] != 0)
            {
                flows.Add(new FlowPrice(low.Participant, high.Participant, low.Currency, prices.Pair[pair]));
            }
        }

        return new LimitPrices(cells, flows);
    }

    private static Int128 Ceiling(Int128 scaled) => -((-scaled) >> PlanCertificate.PriceBits);
}
