using Settlement.Forecasting.Flows;
using Settlement.Forecasting.Series;

namespace Settlement.Forecasting.Intraday;

/// <summary>
/// How far positions were off at each hour of past days, forecast in the same way, at the same hour of the day and from what was known then; the
/// day's totals stood at the median of the same weekday's last ones. Ranges by split conformal prediction, as for days.
/// </summary>
internal sealed class PositionErrors
{
    private const int PastDays = 60;

    /// <summary>Days before a past day from which it can be forecast.</summary>
    private const int LeastHistory = 10;

    private const int TotalWeeks = 8;
    private const int CoveragePercent = 80;

    private readonly Dictionary<int, List<double>> byHour = [];

    public PositionErrors(FlowDay[] history, int now)
    {
        for (var i = Math.Max(LeastHistory, history.Length - PastDays); i < history.Length; i++)
        {
            Judge(history.AsSpan(0, i), history[i], now);
        }
    }

    /// <summary>The interval of 80 percent around a position; null where too few days say.</summary>
    public PredictionInterval? Around(int hour, double position)
    {
        var errors = byHour.GetValueOrDefault(hour, []);
        var rank = (int)Math.Ceiling((errors.Count + 1) * (1 - ((1 - (CoveragePercent / 100.0)) / 2)));
        if (rank > errors.Count)
        {
            return null;
        }

        double[] sorted = [.. errors.Order()];
        return new PredictionInterval(
            CoveragePercent, MinorUnits.Of(position + sorted[^rank], false), MinorUnits.Of(position + sorted[rank - 1], false));
    }

    private void Judge(ReadOnlySpan<FlowDay> past, FlowDay day, int now)
    {
        var (inflow, outflow) = Totals(past, day.Date.DayOfWeek);
        var path = DayPath.Of(DayProfile.Of(past, day.Date), inflow, outflow, day.Hours, now);
        var expected = path.Positions();
        for (var i = 0; i < path.Hours.Count; i++)
        {
            var hour = path.Hours[i];
            if (hour >= now)
            {
                var actual = day.Hours.Where(flow => flow.Hour <= hour).Sum(flow => (double)flow.InflowMinor - flow.OutflowMinor);
                byHour.TryAdd(hour, []);
                byHour[hour].Add(actual - expected[i]);
            }
        }
    }

    private static (double Inflow, double Outflow) Totals(ReadOnlySpan<FlowDay> past, DayOfWeek weekday)
    {
        var (inflows, outflows) = (new List<double>(TotalWeeks), new List<double>(TotalWeeks));
        for (var i = past.Length - 1; i >= 0 && inflows.Count < TotalWeeks; i--)
        {
            if (past[i].Date.DayOfWeek == weekday)
            {
                inflows.Add(past[i].InflowMinor);
                outflows.Add(past[i].OutflowMinor);
            }
        }

        return inflows.Count > 0 ? (Order.Median(inflows), Order.Median(outflows)) : (past[^1].InflowMinor, past[^1].OutflowMinor);
    }
}
