using Settlement.Optimization.Exact.Programs;
using Settlement.Optimization.Pricing;
using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Exact.Model;

/// <summary>
/// Second of the two objectives: the cost model's sum of wires, spread, deferral and liquidity, in parts of a minor unit of the cost currency.
/// Every coefficient is rounded down, while a plan's price is rounded up: the program's bound is a bound of the price.
/// </summary>
/// <remarks>
/// y[c,b] = 1 where batch b's net at cell c is not zero: -spendable y &lt;= n[c,b] &lt;= credits y, a wire each. l[c,b] &gt;= -n[c,b]: funds that
/// the wire takes. Spread: <see cref="MarketTrades"/>. A deferred payment costs its deferral: the sum over all, less those that settle.
/// </remarks>
internal sealed class CostObjective
{
    /// <summary>Parts of a minor unit at most: half a basis point of a weak currency's minor unit is below a millionth.</summary>
    private const long MaxParts = 1_000_000_000;

    private readonly IndexedProblem index;
    private readonly PaymentChoice choice;
    private readonly List<(int Variable, decimal Cost)> terms = [];
    private readonly long deferral;
    private readonly long parts;
    private readonly MarketTrades market;

    public CostObjective(IndexedProblem index, PaymentChoice choice)
    {
        (this.index, this.choice) = (index, choice);
        for (var payment = 0; payment < index.Count; payment++)
        {
            deferral += Price.Deferral(index.Value[payment], index.Problem.Costs);
        }

        AddWires();
        market = new MarketTrades(index, choice);
        terms.AddRange(market.Terms);
        AddDeferrals();
        parts = Parts();
        choice.Program.Minimise([.. terms.Select(term => (term.Variable, (long)decimal.Floor(term.Cost * parts)))]);
    }

    /// <summary>The least price, minor units, from the program's bound; rounded up, since prices are whole.</summary>
    public long BoundFrom(long programBound) => Math.Max(0, (long)Int128.Min(long.MaxValue, CeilingOf(programBound) + deferral - market.RoundingMinor));

    private Int128 CeilingOf(long programBound) => -((-(Int128)programBound) / parts) is var toZero && programBound > 0
        ? ((Int128)programBound + parts - 1) / parts
        : toZero;

    private void AddWires()
    {
        var costs = index.Problem.Costs;
        var sums = CellSums.Of(index);
        for (var cell = 0; cell < sums.Length; cell++)
        {
            var own = sums[cell].Terms;
            var mostDebit = Math.Min(sums[cell].Debits, index.Limits.Spendable[cell]);
            var fee = costs.WireFeeIn(index.Cells[cell].Currency);
            var funds = costs.LiquidityBasisPointsPerDay / 10_000m * MarketTrades.WorthOf(index.Cells[cell].Currency, index.Problem);
            for (var batch = 0; own.Count > 0 && batch < choice.Batches; batch++)
            {
                var b = batch;
                if (funds > 0)
                {
                    var taken = choice.AddVariable(0, mostDebit, assignment => Math.Clamp(-PaymentChoice.Net(own, assignment, b), 0, mostDebit));
                    choice.Program.AddRow([(taken, 1), .. own.Select(term => (choice.Variable(term.Payment, b), term.Minor))], 0, long.MaxValue);
                    terms.Add((taken, funds));
                }

                if (fee == 0)
                {
                    continue;
                }

                var wire = choice.AddVariable(0, 1, assignment => PaymentChoice.Net(own, assignment, b) != 0 ? 1 : 0);
                (int, long)[] net = [.. own.Select(term => (choice.Variable(term.Payment, b), term.Minor))];
                choice.Program.AddRow([.. net, (wire, -sums[cell].Credits)], long.MinValue, 0);
                choice.Program.AddRow([.. net, (wire, mostDebit)], 0, long.MaxValue);
                terms.Add((wire, fee));
            }
        }
    }

    private void AddDeferrals()
    {
        foreach (var payment in choice.Payments)
        {
            for (var batch = 0; batch < choice.Batches; batch++)
            {
                terms.Add((choice.Variable(payment, batch), -Price.Deferral(index.Value[payment], index.Problem.Costs)));
            }
        }
    }

    /// <summary>As fine as 62 bits allow, in powers of ten.</summary>
    private long Parts()
    {
        var sum = 0m;
        foreach (var (variable, cost) in terms)
        {
            // One part more for each: a floor of a negative number is larger.
            sum += (Math.Abs(cost) + 1) * choice.Program.Variables[variable].Max;
        }

        var fine = MaxParts;
        while (fine > 1 && sum > (decimal)IntegerProgram.MaxMagnitude / fine)
        {
            fine /= 10;
        }

        return fine;
    }
}
