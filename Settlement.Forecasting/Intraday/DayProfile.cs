using Settlement.Forecasting.Flows;

namespace Settlement.Forecasting.Intraday;

/// <summary>
/// The shares of a day's inflow and outflow that each hour takes: the sums of the same weekday's last days, of all last days where it had too few.
/// Large days count by their size: they are what liquidity is needed for.
/// </summary>
internal sealed class DayProfile
{
    private const int LeastDays = 3;
    private const int Weeks = 12;

    private readonly Dictionary<int, double> inflow;
    private readonly Dictionary<int, double> outflow;

    private DayProfile(FlowDay[] days)
    {
        Days = days.Length;
        inflow = Shares(days, hour => hour.InflowMinor);
        outflow = Shares(days, hour => hour.OutflowMinor);
        Hours = [.. inflow.Keys.Union(outflow.Keys).Order()];
    }

    /// <summary>Days that it was taken from.</summary>
    public int Days { get; }

    /// <summary>Hours with flows, in order.</summary>
    public IReadOnlyList<int> Hours { get; }

    /// <param name="past">Days with hours before the day, in order.</param>
    public static DayProfile Of(ReadOnlySpan<FlowDay> past, DateOnly day)
    {
        var same = new List<FlowDay>(Weeks);
        for (var i = past.Length - 1; i >= 0 && same.Count < Weeks; i--)
        {
            if (past[i].Date.DayOfWeek == day.DayOfWeek)
            {
                same.Add(past[i]);
            }
        }

        return new DayProfile(same.Count >= LeastDays ? [.. same] : [.. past[Math.Max(0, past.Length - Weeks)..]]);
    }

    public double InflowShare(int hour) => inflow.GetValueOrDefault(hour);

    public double OutflowShare(int hour) => outflow.GetValueOrDefault(hour);

    private static Dictionary<int, double> Shares(FlowDay[] days, Func<HourFlow, long> amount)
    {
        var total = days.Sum(day => day.Hours.Sum(hour => (double)amount(hour)));
        return total == 0
            ? []
            : days.SelectMany(day => day.Hours).GroupBy(hour => hour.Hour).ToDictionary(group => group.Key, group => group.Sum(hour => amount(hour) / total));
    }
}
