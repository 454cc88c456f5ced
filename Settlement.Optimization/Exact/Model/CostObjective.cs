using Settlement.Domain.Batches;
using Settlement.Domain.Currencies;
using Settlement.Optimization.Exact.Programs;
using Settlement.Optimization.Pricing;
using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Exact.Model;

/// <summary>
/// Second of the two objectives: the cost model's sum of wires, spread and deferral, in parts of a minor unit of the cost currency. Every
/// coefficient is rounded down, while a plan's price is rounded up: the program's bound is a bound of the price.
/// </summary>
/// <remarks>
/// y[c,b] = 1 where batch b's net at cell c is not zero: -spendable y &lt;= n[c,b] &lt;= credits y, a wire each. t[p,b] &gt;= |residual of pair
/// p in base|, times half the spread. A deferred payment costs its deferral: the sum over all, less those that settle.
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

    public CostObjective(IndexedProblem index, PaymentChoice choice)
    {
        (this.index, this.choice) = (index, choice);
        for (var payment = 0; payment < index.Count; payment++)
        {
            deferral += Price.Deferral(index.Value[payment], index.Problem.Costs);
        }

        AddWires();
        AddSpreads();
        AddDeferrals();
        parts = Parts();
        choice.Program.Minimise([.. terms.Select(term => (term.Variable, (long)decimal.Floor(term.Cost * parts)))]);
    }

    /// <summary>The least price, minor units, from the program's bound; rounded up, since prices are whole.</summary>
    public long BoundFrom(long programBound) => Math.Max(0, (long)Int128.Min(long.MaxValue, CeilingOf(programBound) + deferral));

    private Int128 CeilingOf(long programBound) => -((-(Int128)programBound) / parts) is var toZero && programBound > 0
        ? ((Int128)programBound + parts - 1) / parts
        : toZero;

    private void AddWires()
    {
        if (index.Problem.Costs.WireFeeMinor == 0)
        {
            return;
        }

        var sums = CellSums.Of(index);
        for (var cell = 0; cell < sums.Length; cell++)
        {
            var own = sums[cell].Terms;
            var mostDebit = Math.Min(sums[cell].Debits, index.Limits.Spendable[cell]);
            for (var batch = 0; own.Count > 0 && batch < choice.Batches; batch++)
            {
                var b = batch;
                var wire = choice.AddVariable(0, 1, assignment => PaymentChoice.Net(own, assignment, b) != 0 ? 1 : 0);
                (int, long)[] net = [.. own.Select(term => (choice.Variable(term.Payment, b), term.Minor))];
                choice.Program.AddRow([.. net, (wire, -sums[cell].Credits)], long.MinValue, 0);
                choice.Program.AddRow([.. net, (wire, mostDebit)], 0, long.MaxValue);
                terms.Add((wire, index.Problem.Costs.WireFeeMinor));
            }
        }
    }

    private void AddSpreads()
    {
        var pairs = choice.Payments
            .Where(payment => index.Payments[payment].IsCrossCurrency)
            .GroupBy(payment => Pair(index.Payments[payment]))
            .OrderBy(pair => pair.Key.Base, StringComparer.Ordinal).ThenBy(pair => pair.Key.Quote, StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            var cost = CostPerBaseUnit(pair.Key);
            var own = pair.Select(payment => (payment, Minor: SellsBase(index.Payments[payment]) ? index.Source[payment] : -index.Destination[payment]))
                .ToList();
            var most = Math.Max(own.Sum(term => Math.Max(0, term.Minor)), own.Sum(term => Math.Max(0, -term.Minor)));
            for (var batch = 0; cost > 0 && batch < choice.Batches; batch++)
            {
                var b = batch;
                var traded = choice.AddVariable(0, most, assignment => Math.Abs(PaymentChoice.Net(own, assignment, b)));
                (int, long)[] residual = [.. own.Select(term => (choice.Variable(term.payment, b), term.Minor))];
                choice.Program.AddRow([.. residual, (traded, -1)], long.MinValue, 0);
                choice.Program.AddRow([.. residual, (traded, 1)], 0, long.MaxValue);
                terms.Add((traded, cost));
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

    /// <summary>Half the spread of one minor unit of base, minor units of the cost currency, a little under the true number; 0 where no rate
    /// leads there.</summary>
    private decimal CostPerBaseUnit((string Base, string Quote) pair)
    {
        var rates = index.Problem.Rates;
        var costs = index.Problem.Costs.Currency;
        var spread = rates.SpreadBasisPoints(pair.Base, pair.Quote) ?? 0;
        if (rates.Mid(pair.Base, costs) is not { } mid || Currency.Find(pair.Base) is not { } from || Currency.Find(costs) is not { } to)
        {
            return 0;
        }

        // A crossed mid has 28 digits; what the last ones may be too large is taken off.
        return spread / 20_000m * mid * to.Scale / from.Scale * (1m - 1e-18m);
    }

    private static bool SellsBase(Candidate payment) => string.CompareOrdinal(payment.SourceCurrency, payment.DestinationCurrency) < 0;

    private static (string Base, string Quote) Pair(Candidate payment) => SellsBase(payment)
        ? (payment.SourceCurrency, payment.DestinationCurrency)
        : (payment.DestinationCurrency, payment.SourceCurrency);
}
