namespace Settlement.Forecasting.Flows;

/// <summary>
/// What one account or participant received and paid in a currency on one day, in minor units.
/// </summary>
/// <param name="Hours">The flows of the hours in which there were any, in the order of the day; empty when only the day's sums are known.</param>
/// <param name="NeedMinor">The day's worst moment to the payment: the maximum over the day of cumulative outflow less cumulative inflow, at
/// least 0. Null where only the day's sums are known.</param>
public sealed record FlowDay(DateOnly Date, long InflowMinor, long OutflowMinor, long? NeedMinor, IReadOnlyList<HourFlow> Hours)
{
    public long NetMinor => InflowMinor - OutflowMinor;

    /// <summary>
    /// A day from its movements in order of time; a positive amount was received, a negative one paid. The need is exact: the order of payments
    /// within an hour counts.
    /// </summary>
    public static FlowDay Of(DateOnly date, IEnumerable<(int Hour, long AmountMinor)> movements)
    {
        ArgumentNullException.ThrowIfNull(movements);
        var hours = new SortedDictionary<int, HourFlow>();
        long inflow = 0, outflow = 0, need = 0;
        foreach (var (hour, amount) in movements)
        {
            inflow += Math.Max(amount, 0);
            outflow += Math.Max(-amount, 0);
            need = Math.Max(need, outflow - inflow);
            var sum = hours.GetValueOrDefault(hour, new HourFlow(hour, 0, 0));
            hours[hour] = sum with { InflowMinor = sum.InflowMinor + Math.Max(amount, 0), OutflowMinor = sum.OutflowMinor + Math.Max(-amount, 0) };
        }

        return new FlowDay(date, inflow, outflow, need, [.. hours.Values]);
    }
}
