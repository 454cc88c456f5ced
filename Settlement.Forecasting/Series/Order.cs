using System.Runtime.InteropServices;

namespace Settlement.Forecasting.Series;

/// <summary>Order statistics of a few numbers.</summary>
internal static class Order
{
    /// <summary>A normal distribution's standard deviation is this many times its median absolute deviation.</summary>
    public const double NormalMad = 1.4826;

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        return MedianOfSorted(sorted);
    }

    public static double MedianOfSorted(ReadOnlySpan<double> sorted)
    {
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The median absolute deviation from the median, scaled to a standard deviation.</summary>
    public static double Deviation(IReadOnlyCollection<double> values)
    {
        var median = Median(values);
        return NormalMad * Median(values.Select(value => Math.Abs(value - median)));
    }

    /// <summary>The value at which half of the weight lies at or below it.</summary>
    public static double WeightedMedian(List<(double Value, double Weight)> entries)
    {
        CollectionsMarshal.AsSpan(entries).Sort(static (a, b) => a.Value.CompareTo(b.Value));
        double half = 0, below = 0;
        foreach (var (_, weight) in entries)
        {
            half += weight / 2;
        }

        foreach (var (value, weight) in entries)
        {
            below += weight;
            if (below >= half)
            {
                return value;
            }
        }

        return entries[^1].Value;
    }
}
