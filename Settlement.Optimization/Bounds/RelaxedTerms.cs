using Settlement.Domain.Batches;
using Settlement.Optimization.Pricing;
using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Bounds;

/// <summary>
/// The terms of the Lagrangian relaxation (docs/OPTIMISER.md, "The relaxation"): every limit is replaced by a price, and each payment then
/// decides for itself. Exact integers in 2^-40 units.
/// </summary>
internal sealed class RelaxedTerms
{
    private const int Bits = PlanCertificate.PriceBits;
    private readonly IndexedProblem index;
    private readonly bool gross;
    private readonly sbyte[] supposed;
    private Fixing[] fixings = [];

    public RelaxedTerms(IndexedProblem index)
    {
        this.index = index;
        gross = index.Problem.Mode == SettlementMode.Gross;
        Pairs = gross ? new OffsetPairs(index) : null;
        UnitValue = CurrencyValues.ByCell(index);
        FreePrice = Array.ConvertAll(
            UnitValue, value => (long)decimal.Floor(value * index.Problem.Costs.LiquidityBasisPointsPerDay / 10_000m));
        supposed = new sbyte[index.Count];
        Deferral = new long[index.Count];
        Fees = new long[index.Count];
        Spread = new Int128[index.Count];
        for (var i = 0; i < index.Count; i++)
        {
            Deferral[i] = Price.Deferral(index.Value[i], index.Problem.Costs);
            Fees[i] = gross && index.MovesFunds(i) ? Fee(i) : 0;
        }
    }

    /// <summary>Gross mode only.</summary>
    public OffsetPairs? Pairs { get; }

    /// <summary>By cell.</summary>
    public long[] UnitValue { get; }

    /// <summary>By cell: what its use costs anyway.</summary>
    public long[] FreePrice { get; }

    /// <summary>By payment, minor units of the cost currency.</summary>
    public long[] Deferral { get; }

    /// <summary>By payment, wires that it needs for itself alone, minor units of the cost currency.</summary>
    public long[] Fees { get; }

    /// <summary>By payment, its part in the spread; 2^-40 units.</summary>
    public Int128[] Spread { get; }

    /// <summary>Until the next call, only plans count that do what is supposed.</summary>
    public void Suppose(Fixing[] given)
    {
        foreach (var fixing in fixings)
        {
            supposed[fixing.Payment] = 0;
        }

        fixings = given;
        foreach (var fixing in fixings)
        {
            supposed[fixing.Payment] = (sbyte)(fixing.Settles ? 1 : -1);
        }
    }

    /// <summary>What the payment decides on, if it may decide.</summary>
    public Int128 Lesser(int payment, Int128 settling, Int128 waiting) =>
        supposed[payment] switch { 0 => Int128.Min(settling, waiting), > 0 => settling, _ => waiting };

    /// <summary>1 where the payment is supposed to settle, -1 where it is supposed to wait, else 0.</summary>
    public int Supposed(int payment) => supposed[payment];

    /// <summary>What settling the payment takes of the limits at their prices.</summary>
    public Int128 Charge(Prices prices, int payment)
    {
        if (index.IsOnUs(payment))
        {
            return 0;
        }

        Int128 source = index.Source[payment];
        if (gross)
        {
            var pair = Pairs!.Of[payment];
            return pair < 0 ? source * prices.Cell[index.DebitCell[payment]]
                : OffsetPairs.IsUp(index, payment) ? source * prices.Pair[pair] : -source * prices.Pair[pair];
        }

        var charge = (source * prices.Cell[index.DebitCell[payment]])
            - ((Int128)index.Destination[payment] * prices.Cell[index.CreditCell[payment]]);
        var direction = index.Flows.Direction[payment];
        return direction < 0 ? charge : charge + (source * (prices.Direction[direction] - prices.Direction[direction ^ 1]));
    }

    /// <summary>What the limits themselves are worth at these prices.</summary>
    public Int128 Endowment(Prices prices, bool ofCost)
    {
        Int128 sum = 0;
        for (var cell = 0; cell < prices.Cell.Length; cell++)
        {
            sum += CellEndowment(prices, cell, ofCost);
        }

        for (var direction = 0; direction < prices.Direction.Length; direction++)
        {
            sum += prices.Direction[direction] == 0 ? 0 : (Int128)prices.Direction[direction] * Math.Max(0, index.Flows.Limit[direction]);
        }

        for (var pair = 0; pair < prices.Pair.Length; pair++)
        {
            var (flow, price) = (Pairs!.Flow[pair], prices.Pair[pair]);
            var (low, high) = Pairs.Cells[pair];
            var up = price - prices.Cell[low];
            var down = -price - prices.Cell[high];
            sum += up > 0 ? (Int128)up * Math.Max(0, index.Flows.Limit[2 * flow]) : 0;
            sum += down > 0 ? (Int128)down * Math.Max(0, index.Flows.Limit[(2 * flow) + 1]) : 0;
        }

        return sum;
    }

    public Int128 CellEndowment(Prices prices, int cell, bool ofCost) =>
        (Int128)Math.Max(0, prices.Cell[cell] - (ofCost ? FreePrice[cell] : 0)) * index.Limits.Spendable[cell];

    /// <summary>No plan defers less weight; in 2^-40 units.</summary>
    public Int128 LeastDeferredWeight(Prices prices)
    {
        var sum = -Endowment(prices, ofCost: false);
        for (var i = 0; i < index.Count; i++)
        {
            var weight = (Int128)index.Weight[i] << Bits;
            sum += index.MaySettle[i] ? Lesser(i, Charge(prices, i), weight) : weight;
        }

        return sum;
    }

    /// <summary>No plan that defers at most this weight pays less in deferral, spread, liquidity and own wires; in 2^-40 units.</summary>
    public Int128 LeastCost(Prices prices, Int128 deferredWeight)
    {
        var sum = -Endowment(prices, ofCost: true) - (prices.Weight * deferredWeight);
        for (var i = 0; i < index.Count; i++)
        {
            var waiting = ((Int128)Deferral[i] << Bits) + ((Int128)prices.Weight * index.Weight[i]);
            sum += index.MaySettle[i]
                ? Lesser(i, Charge(prices, i) + Spread[i] + ((Int128)Fees[i] << Bits), waiting)
                : waiting;
        }

        return sum;
    }

    /// <summary>Gross: two wires across currencies; one where nothing goes the other way.</summary>
    private long Fee(int payment)
    {
        var costs = index.Problem.Costs;
        var candidate = index.Payments[payment];
        if (candidate.IsCrossCurrency)
        {
            return costs.WireFeeIn(candidate.SourceCurrency) + costs.WireFeeIn(candidate.DestinationCurrency);
        }

        var pair = Pairs!.Of[payment];
        return pair >= 0 && Pairs.GoesBothWays[pair] ? 0 : costs.WireFeeIn(candidate.SourceCurrency);
    }
}
