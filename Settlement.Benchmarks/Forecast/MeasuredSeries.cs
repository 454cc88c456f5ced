using Settlement.Forecasting;

namespace Settlement.Benchmarks.Forecast;

/// <summary>A whole series, its future included; a forecaster is only ever given <see cref="Until"/>.</summary>
internal sealed record MeasuredSeries(string Name, DayGrid Days, IReadOnlyList<DateOnly> Dates, IReadOnlyList<long> Values)
{
    /// <summary>The days before an origin.</summary>
    public SeriesHistory Until(int origin) =>
        SeriesHistory.Of(Name, Days, Enumerable.Range(0, origin).Select(day => new Observation(Dates[day], Values[day])));
}
