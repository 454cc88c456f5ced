namespace Settlement.Forecasting.Backtesting;

/// <summary>What was forecast for a past step at a past origin, and what came.</summary>
/// <param name="Ahead">Days from the origin on; 0 for the origin's own day.</param>
internal readonly record struct JudgedForecast(int Origin, int Ahead, double Forecast, double Naive, double Actual)
{
    public int Step => Origin + Ahead;
}
