using Settlement.Domain.Batches;
using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Bounds;

/// <summary>
/// Currency pairing as a minimum-cost flow (Ahuja, Magnanti and Orlin, Network flows, 1993; network simplex), and its dual: the least that the
/// trades of any routing cost. <see cref="Composition.Triangulation"/> makes the routing; where its cost meets this bound, it is optimal.
/// What the market charges for a currency relative to the others: dual prices of the minimum-cost flow that clears what the settled payments
/// leave over of each currency, over the quoted pairs at half their spread.
/// </summary>
internal static class CurrencyFlow
{
    /// <summary>Half spreads are a few thousandths of a per cent: so many binary places leave six digits of them.</summary>
    private const int ProfitBits = 36;

    /// <summary>Delivering a unit is worth 16 of it: more than any detour costs.</summary>
    private const long Delivered = 16L << ProfitBits;

    /// <summary>A few hundred quotes at most come to a few thousand pivots.</summary>
    private const int MaxPivots = 100_000;

    /// <param name="settles">By payment.</param>
    /// <returns>By currency code (third currencies as well), 2^-40 minor units of the cost currency per minor unit.</returns>
    public static SortedDictionary<string, long> Of(IndexedProblem index, Func<int, bool> settles)
    {
        var surplus = new SortedDictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < index.Count; i++)
        {
            var payment = index.Payments[i];
            if (payment.IsCrossCurrency && index.IsSettleable[i])
            {
                var value = settles(i) ? index.Value[i] : 0;
                surplus[payment.SourceCurrency] = surplus.GetValueOrDefault(payment.SourceCurrency) + value;
                surplus[payment.DestinationCurrency] = surplus.GetValueOrDefault(payment.DestinationCurrency) - value;
            }
        }

        return surplus.Count == 0 ? surplus : Solve(index.Problem, surplus);
    }

    private static SortedDictionary<string, long> Solve(BatchingProblem problem, SortedDictionary<string, long> surplus)
    {
        string[] names = [.. surplus.Keys.Union(problem.Rates.Rates.SelectMany(rate => new[] { rate.Base, rate.Quote }), StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];
        var node = names.Index().ToDictionary(entry => entry.Item, entry => entry.Index + 1, StringComparer.Ordinal);
        var arcs = new List<(int Tail, int Head, long Capacity, long Profit)>();
        var all = 1 + surplus.Values.Sum(Math.Abs);
        foreach (var (currency, value) in surplus)
        {
            arcs.Add(value > 0 ? (0, node[currency], value, 0) : (node[currency], 0, -value, Delivered));
        }

        foreach (var (one, other) in problem.Rates.Rates.Select(rate => (rate.Base, rate.Quote)).Distinct())
        {
            var half = (long)decimal.Ceiling(problem.Rates.SpreadBasisPoints(one, other)!.Value * (1L << ProfitBits) / 20_000m);
            arcs.Add((node[one], node[other], all, -half));
            arcs.Add((node[other], node[one], all, -half));
        }

        var simplex = new NetworkSimplex(
            names.Length + 1, [.. arcs.Select(arc => arc.Tail)], [.. arcs.Select(arc => arc.Head)], [.. arcs.Select(arc => arc.Capacity)]);
        simplex.Solve([.. arcs.Select(arc => arc.Profit)], MaxPivots);
        return new SortedDictionary<string, long>(
            names.ToDictionary(
                currency => currency,
                currency => (long)(((Int128)simplex.Price(node[currency]) * CurrencyValues.Of(problem, currency)) >> ProfitBits),
                StringComparer.Ordinal),
            StringComparer.Ordinal);
    }
}
