using Settlement.Forecasting.Flows;

namespace Settlement.Engine.Liquidity;

/// <summary>One participant's movements of one hour, minor units.</summary>
/// <param name="TroughMinor">The lowest of cumulative inflow less outflow since the hour's start, at most zero.</param>
internal sealed record RolledHour(string Participant, DateOnly Day, int Hour, long InflowMinor, long OutflowMinor, long TroughMinor)
{
    /// <param name="hours">Of one day, in order of participant and hour.</param>
    public static FlowDay SumOf(DateOnly day, IReadOnlyList<RolledHour> hours) => new(
        day,
        hours.Sum(hour => hour.InflowMinor),
        hours.Sum(hour => hour.OutflowMinor),
        hours.GroupBy(hour => hour.Participant, StringComparer.Ordinal).Sum(Need),
        [
            .. hours.GroupBy(hour => hour.Hour).OrderBy(hour => hour.Key)
                .Select(hour => new HourFlow(hour.Key, hour.Sum(row => row.InflowMinor), hour.Sum(row => row.OutflowMinor))),
        ]);

    /// <summary>The most by which outflow has led inflow at any moment of the day.</summary>
    private static long Need(IEnumerable<RolledHour> hours)
    {
        var (position, need) = (0L, 0L);
        foreach (var hour in hours)
        {
            need = Math.Max(need, -(position + hour.TroughMinor));
            position += hour.InflowMinor - hour.OutflowMinor;
        }

        return need;
    }
}
