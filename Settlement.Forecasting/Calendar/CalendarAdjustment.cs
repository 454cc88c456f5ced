using Settlement.Forecasting.Series;

namespace Settlement.Forecasting.Calendar;

/// <summary>A past split into calendar effects and the rest, on a scale on which they add up.</summary>
internal sealed class CalendarAdjustment
{
    private readonly CalendarEffects effects;
    private readonly ValueScale scale;

    private CalendarAdjustment(CalendarEffects effects, ValueScale scale, SeriesView rest)
    {
        this.effects = effects;
        this.scale = scale;
        Rest = rest;
    }

    /// <summary>The past without calendar effects, scaled.</summary>
    public SeriesView Rest { get; }

    public static CalendarAdjustment Of(SeriesView history, bool logarithmic)
    {
        var filled = history.Filled();
        var unit = ValueScale.Of(filled, logarithmic);
        var rest = new double[filled.Length];
        for (var i = 0; i < rest.Length; i++)
        {
            rest[i] = unit.To(filled[i]);
        }

        var fitted = CalendarEffects.Fit(history.Days, rest);
        for (var i = 0; i < rest.Length; i++)
        {
            rest[i] -= fitted.At(i);
        }

        return new CalendarAdjustment(fitted, unit, history.With(rest));
    }

    /// <summary>Back to an amount on a step: with its effect, off the scale.</summary>
    public double Restore(int step, double rest) => scale.From(rest + effects.At(step));
}
