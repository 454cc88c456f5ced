namespace Settlement.Forecasting.Methods;

/// <summary>Shares of an error that move level, trend and season, and what is left of the trend after each step.</summary>
internal readonly record struct SmoothingParameters(double Level, double Trend, double Season, double Damping)
{
    /// <summary>An error counts as this many scales at most: Gelper, Fried and Croux take 2.</summary>
    private const double Clip = 2;

    /// <summary>Share of the newest error in the scale.</summary>
    private const double ScaleShare = 0.02;

    /// <summary>The mean absolute value of a normal error, below which the scale shrinks.</summary>
    private const double MeanOfAbsolute = 0.8;

    /// <summary>Runs the state through all values; the sum of absolute one-step errors after the first two weeks.</summary>
    public double Run(SmoothingState state, double[] values, int[] weekdays)
    {
        double cost = 0;
        state.Damping = Damping;
        var warm = 2 * state.Season.Length;
        for (var i = 0; i < values.Length; i++)
        {
            var weekday = weekdays[i];
            var before = state.Level + (Damping * state.Trend);
            var error = values[i] - before - state.Season[weekday];
            cost += i >= warm ? Math.Abs(error) : 0;
            var clipped = Math.Clamp(error, -Clip * state.Scale, Clip * state.Scale);
            state.Scale *= 1 + (ScaleShare * ((Math.Min(Math.Abs(error) / state.Scale, Clip + 1) / MeanOfAbsolute) - 1));
            state.Level = before + (Level * clipped);
            state.Trend = (Damping * state.Trend) + (Trend * clipped);
            state.Season[weekday] += Season * clipped;
        }

        return cost;
    }
}
