using Settlement.Domain.Batches;
using Settlement.Domain.Fx;
using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Bounds;

/// <summary>What one minor unit of a cell's currency is worth in the cost currency.</summary>
internal static class CurrencyValues
{
    /// <summary>By cell, in 2^-40 minor units of the cost currency, rounded down; 0 where no rate leads there.</summary>
    public static long[] ByCell(IndexedProblem index)
    {
        var known = new Dictionary<string, long>(StringComparer.Ordinal);
        return Array.ConvertAll(index.Cells, cell =>
        {
            if (!known.TryGetValue(cell.Currency, out var value))
            {
                known.Add(cell.Currency, value = Of(index.Problem, cell.Currency));
            }

            return value;
        });
    }

    public static long Of(BatchingProblem problem, string currency) =>
        problem.Rates.Convert(1L << PlanCertificate.PriceBits, currency, problem.Costs.Currency, ConversionRounding.TowardZero) ?? 0;
}
