using Settlement.Forecasting;

namespace Settlement.Benchmarks.Forecast;

/// <summary>How many days had an interval of 50, 80 and 95 percent, and how many fell into it.</summary>
internal sealed class IntervalCount
{
    public static readonly int[] Coverages = [50, 80, 95];

    private readonly int[] days = new int[Coverages.Length];
    private readonly int[] covered = new int[Coverages.Length];

    public void Add(ForecastPoint point, long actual)
    {
        for (var i = 0; i < Coverages.Length; i++)
        {
            if (point.Interval(Coverages[i]) is { } interval)
            {
                days[i]++;
                covered[i] += interval.Covers(actual) ? 1 : 0;
            }
        }
    }

    public void Add(IntervalCount other)
    {
        for (var i = 0; i < Coverages.Length; i++)
        {
            days[i] += other.days[i];
            covered[i] += other.covered[i];
        }
    }

    /// <summary>The share of days inside; 0 when none had an interval.</summary>
    public double Share(int coveragePercent)
    {
        var i = Array.IndexOf(Coverages, coveragePercent);
        return days[i] == 0 ? 0 : (double)covered[i] / days[i];
    }
}
