using Settlement.Forecasting.Flows;

namespace Settlement.Forecasting.Intraday;

/// <summary>Flows of every hour of one day in double precision: those that are over as they were, the others as expected.</summary>
internal sealed record DayPath(IReadOnlyList<int> Hours, double[] Inflow, double[] Outflow)
{
    /// <summary>
    /// What is left of a day is its share of a total that is the forecast in the morning and, as the day goes, more and more the day's own pace:
    /// Benktander's credibility mix, Mack, "Credible claims reserves: the Benktander method", ASTIN Bulletin 30 (2000), with hours for years.
    /// </summary>
    /// <param name="known">The day's flows so far.</param>
    /// <param name="now">The first hour that is not over.</param>
    public static DayPath Of(DayProfile profile, double inflow, double outflow, IReadOnlyList<HourFlow> known, int now)
    {
        int[] hours = [.. profile.Hours.Union(known.Where(hour => hour.Hour < now).Select(hour => hour.Hour)).Order()];
        return new DayPath(
            hours,
            Spread(hours, profile.InflowShare, inflow, Known(known, hour => hour.InflowMinor), now),
            Spread(hours, profile.OutflowShare, outflow, Known(known, hour => hour.OutflowMinor), now));
    }

    /// <summary>Cumulative inflow less outflow at the end of each hour.</summary>
    public double[] Positions()
    {
        var result = new double[Hours.Count];
        double position = 0;
        for (var i = 0; i < result.Length; i++)
        {
            position += Inflow[i] - Outflow[i];
            result[i] = position;
        }

        return result;
    }

    private static Dictionary<int, double> Known(IReadOnlyList<HourFlow> known, Func<HourFlow, long> amount) =>
        known.GroupBy(hour => hour.Hour).ToDictionary(group => group.Key, group => group.Sum(hour => (double)amount(hour)));

    private static double[] Spread(int[] hours, Func<int, double> share, double forecast, Dictionary<int, double> known, int now)
    {
        int[] over = [.. hours.Where(hour => hour < now)];
        var passed = Math.Min(1, over.Sum(share));
        var sofar = over.Sum(hour => known.GetValueOrDefault(hour));

        // The day's own pace is sofar / passed; weighed by the share that has passed, that is sofar itself.
        var total = passed > 0 ? sofar + ((1 - passed) * forecast) : forecast;
        return [.. hours.Select(hour => hour < now ? known.GetValueOrDefault(hour) : share(hour) * total)];
    }
}
