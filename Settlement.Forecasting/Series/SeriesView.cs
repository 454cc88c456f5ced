using Settlement.Forecasting.Calendar;

namespace Settlement.Forecasting.Series;

/// <summary>
/// What a forecaster may see: the values before an origin and the calendar. Reading a value at or past the origin throws, so no method can look
/// at what it is to forecast, at any of the past origins at which it is tried.
/// </summary>
public sealed class SeriesView
{
    /// <summary>A missing day takes the median of this many of its weekday's values before it.</summary>
    private const int FillWeeks = 8;

    private readonly double[] values;
    private double[]? filled;
    private CalendarAdjustment? amounts;
    private CalendarAdjustment? shares;

    /// <param name="values">NaN where missing; may go on past the origin.</param>
    internal SeriesView(double[] values, DaySheet days, int origin)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(origin, values.Length);
        this.values = values;
        Days = days;
        Origin = origin;
    }

    /// <summary>The first step to forecast; steps below it are known.</summary>
    public int Origin { get; }

    public DaySheet Days { get; }

    /// <summary>Days of a week of the series' grid.</summary>
    public int Period => Days.Period;

    /// <summary>The value of a past step; NaN where missing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The step is not before the origin.</exception>
    public double this[int step]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(step);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(step, Origin);
            return values[step];
        }
    }

    /// <summary>
    /// Every past value, missing ones filled with the median of their weekday's values before them. Filled from the past alone, so a value is
    /// the same at every origin after it; only a gap at the very start is filled from what follows it.
    /// </summary>
    public ReadOnlySpan<double> Filled() => filled ??= Fill();

    /// <summary>The past without its calendar effects; kept, as several methods at one origin ask for it.</summary>
    internal CalendarAdjustment Adjustment(bool logarithmic) =>
        logarithmic ? shares ??= CalendarAdjustment.Of(this, true) : amounts ??= CalendarAdjustment.Of(this, false);

    /// <summary>The same days and origin with other values, one for each past step.</summary>
    internal SeriesView With(double[] past) => new(past, Days, Origin);

    private double[] Fill()
    {
        var result = new double[Origin];
        var first = 0;
        while (first < Origin && double.IsNaN(this[first]))
        {
            first++;
        }

        for (var i = 0; i < Origin; i++)
        {
            result[i] = first == Origin ? 0 : i < first ? this[first] : double.IsNaN(this[i]) ? SameWeekday(result, i, first) : this[i];
        }

        return result;
    }

    private double SameWeekday(double[] known, int step, int first)
    {
        var found = new List<double>(FillWeeks);
        for (var i = step - 1; i >= first && found.Count < FillWeeks; i--)
        {
            if (Days.Weekday(i) == Days.Weekday(step) && !double.IsNaN(this[i]))
            {
                found.Add(this[i]);
            }
        }

        return found.Count > 0 ? Order.Median(found) : known[step - 1];
    }
}
