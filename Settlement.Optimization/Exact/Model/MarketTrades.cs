using Settlement.Domain.Batches;
using Settlement.Domain.Currencies;
using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Exact.Model;

/// <summary>
/// What the settled payments' currencies must cost on the market, through whatever third currencies they are traded: a flow between currencies
/// over the quotes, each way at half the spread. A relaxation of pair-by-pair trading and of every detour, exact but for rounding.
/// </summary>
/// <remarks>
/// All in value at mid, a hundredth of a minor unit of the cost currency (whole ones where sums would not fit). A payment that settles puts its
/// value into its source currency and takes it out of its destination; f[q,b] flows over quote q of batch b, signed; at each currency what is
/// put in flows off. t[q,b] &gt;= |f[q,b]| is paid for.
/// </remarks>
internal sealed class MarketTrades
{
    private readonly IndexedProblem index;
    private readonly PaymentChoice choice;
    private readonly long fineness;

    public MarketTrades(IndexedProblem index, PaymentChoice choice)
    {
        (this.index, this.choice) = (index, choice);
        int[] crossing = [.. choice.Payments.Where(payment => index.Payments[payment].IsCrossCurrency)];
        if (crossing.Length == 0)
        {
            return;
        }

        // Twice two hundredfold the whole value fits 62 bits.
        fineness = crossing.Sum(payment => (decimal)index.Value[payment]) < 1e16m ? 100 : 1;
        var problem = index.Problem;
        var quotes = problem.Rates.Rates.Select(rate => (rate.Base, rate.Quote)).Distinct()
            .Where(quote => WorthOf(quote.Base, problem) > 0 && WorthOf(quote.Quote, problem) > 0)
            .OrderBy(quote => quote.Base, StringComparer.Ordinal).ThenBy(quote => quote.Quote, StringComparer.Ordinal).ToArray();
        var values = crossing.ToDictionary(payment => payment, Value);
        var most = values.Values.Sum();
        for (var batch = 0; batch < choice.Batches; batch++)
        {
            AddBatch(batch, quotes, crossing, values, most);
        }

        // A detour is rounded to minor units at each of its legs, a value to a hundredth: what half the spread of that is worth.
        var widest = quotes.Select(quote => problem.Rates.SpreadBasisPoints(quote.Base, quote.Quote) ?? 0).DefaultIfEmpty(0).Max() / 20_000m;
        var coarsest = quotes.Select(quote => Math.Max(WorthOf(quote.Base, problem), WorthOf(quote.Quote, problem))).DefaultIfEmpty(0).Max();
        RoundingMinor = (long)decimal.Ceiling(
            widest * ((coarsest * 4 * choice.Batches * Pairs(crossing)) + ((decimal)crossing.Length * 2 / fineness)));
    }

    /// <summary>Variables and what one unit of each costs, minor units of the cost currency.</summary>
    public List<(int Variable, decimal Cost)> Terms { get; } = [];

    /// <summary>What rounding may take off the price against this model.</summary>
    public long RoundingMinor { get; }

    /// <summary>Minor units of the cost currency for one of the currency; 0 without a rate.</summary>
    public static decimal WorthOf(string currency, BatchingProblem problem) =>
        problem.Rates.Mid(currency, problem.Costs.Currency) is { } mid && Currency.Find(currency) is { } from && Currency.Find(problem.Costs.Currency) is { } to
            ? mid * to.Scale / from.Scale
            : 0;

    private void AddBatch(int batch, (string Base, string Quote)[] quotes, int[] crossing, Dictionary<int, long> values, long most)
    {
        var tree = new QuoteTree(quotes, [.. crossing.Select(payment => (payment, index.Payments[payment], values[payment]))]);
        var balance = new SortedDictionary<string, List<(int, long)>>(StringComparer.Ordinal);
        foreach (var payment in crossing)
        {
            var variable = choice.Variable(payment, batch);
            Of(index.Payments[payment].SourceCurrency).Add((variable, values[payment]));
            Of(index.Payments[payment].DestinationCurrency).Add((variable, -values[payment]));
        }

        foreach (var (from, to) in quotes)
        {
            var quote = (from, to);
            var flow = choice.AddVariable(-most, most, assignment => tree.FlowOver(quote, assignment, batch));
            var traded = choice.AddVariable(0, most, assignment => Math.Abs(tree.FlowOver(quote, assignment, batch)));
            choice.Program.AddRow([(traded, 1), (flow, -1)], 0, long.MaxValue);
            choice.Program.AddRow([(traded, 1), (flow, 1)], 0, long.MaxValue);
            Of(from).Add((flow, -1));
            Of(to).Add((flow, 1));
            Terms.Add((traded, (index.Problem.Rates.SpreadBasisPoints(from, to) ?? 0) / 20_000m / fineness));
        }

        foreach (var (currency, terms) in balance)
        {
            // What has no way to the cost currency has no price, so nothing needs to flow off there.
            if (WorthOf(currency, index.Problem) > 0)
            {
                choice.Program.AddRow(terms, 0, 0);
            }
        }

        List<(int, long)> Of(string currency)
        {
            if (!balance.TryGetValue(currency, out var terms))
            {
                balance.Add(currency, terms = []);
            }

            return terms;
        }
    }

    /// <summary>By the side that is the base of the pair, which residuals are counted in; 0 where a side has no price.</summary>
    private long Value(int payment)
    {
        var own = index.Payments[payment];
        if (WorthOf(own.SourceCurrency, index.Problem) == 0 || WorthOf(own.DestinationCurrency, index.Problem) == 0)
        {
            return 0;
        }

        var sellsBase = string.CompareOrdinal(own.SourceCurrency, own.DestinationCurrency) < 0;
        var (currency, minor) = sellsBase ? (own.SourceCurrency, index.Source[payment]) : (own.DestinationCurrency, index.Destination[payment]);
        return (long)decimal.Floor(WorthOf(currency, index.Problem) * minor * fineness);
    }

    private int Pairs(int[] crossing) => crossing
        .Select(payment => (index.Payments[payment].SourceCurrency, index.Payments[payment].DestinationCurrency)).Distinct().Count();
}
